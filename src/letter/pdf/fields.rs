//! The empty signature fields. All are in the file before the first signature, so that signing only fills them.

use super::content::{Contents, PlacedField};
use super::ops::pt;
use super::text::string;
use crate::letter::layout::{Mp, Outline};
use lopdf::{Document, Object, ObjectId, Stream, dictionary};

/// Print and locked (ISO 32000-1, table 165).
const FLAGS: i64 = 132;

/// Adds fields and widgets to their pages and gives their ids; the form itself goes to the catalog.
pub fn add(
    file: &mut Document,
    contents: &Contents,
    outline: &Outline,
    pages: &[ObjectId],
) -> Result<Vec<ObjectId>, lopdf::Error> {
    let mut ids = Vec::new();
    for (at, field) in contents.fields.iter().enumerate() {
        let look = empty_look(file, field);
        let key = i64::try_from(contents.pages.len() + at).unwrap_or(i64::MAX);
        let mut widget = dictionary! {
            "Type" => "Annot",
            "Subtype" => "Widget",
            "FT" => "Sig",
            "T" => Object::string_literal(field.step.as_str()),
            "F" => FLAGS,
            "Rect" => field.rect.iter().map(|side| real(*side)).collect::<Vec<_>>(),
            "P" => pages[field.page],
            "AP" => dictionary! { "N" => look },
            "StructParent" => key,
        };
        if let Some(alt) = &outline.get(field.node).alt {
            widget.set("TU", string(alt));
        }
        ids.push(file.add_object(widget));
    }
    for (at, page) in pages.iter().enumerate() {
        let here = contents.fields.iter().zip(&ids).filter(|(field, _)| field.page == at);
        let here: Vec<Object> = here.map(|(_, id)| (*id).into()).collect();
        if !here.is_empty() {
            file.get_dictionary_mut(*page)?.set("Annots", here);
        }
    }
    if !ids.is_empty() {
        let fields: Vec<Object> = ids.iter().map(|id| (*id).into()).collect();
        // Signatures exist, and the file is only ever appended to (table 219).
        let form = dictionary! { "Fields" => fields, "SigFlags" => 3 };
        let form = file.add_object(form);
        file.catalog_mut()?.set("AcroForm", form);
    }
    Ok(ids)
}

fn empty_look(file: &mut Document, field: &PlacedField) -> ObjectId {
    let [left, bottom, right, top] = field.rect;
    let look = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => vec![0.into(), 0.into(), real(right - left), real(top - bottom)],
        "Resources" => dictionary! {},
    };
    file.add_object(Stream::new(look, Vec::new()).with_compression(false))
}

fn real(length: Mp) -> Object {
    Object::Real(pt(length).0)
}
