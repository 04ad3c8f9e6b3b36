//! The structure tree (ISO 32000-1, 14.7): what the outline says, as objects of the file.

use super::content::Contents;
use super::ops::pt;
use super::text::string;
use crate::letter::layout::{Attribute, Kid, NodeId, Outline};
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

/// Ids that the tree points to.
pub struct Anchors<'a> {
    pub pages: &'a [ObjectId],
    pub fields: &'a [ObjectId],
}

fn number(value: usize) -> Object {
    Object::Integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Adds the tree and gives the id of its root.
pub fn add(
    file: &mut Document,
    outline: &Outline,
    contents: &Contents,
    anchors: &Anchors<'_>,
) -> ObjectId {
    let root = file.new_object_id();
    let ids: Vec<ObjectId> = outline.nodes.iter().map(|_| file.new_object_id()).collect();
    let id = |node: NodeId| ids[node.0];
    for (at, node) in outline.nodes.iter().enumerate() {
        let mut element = dictionary! {
            "S" => node.tag,
            "P" => node.parent.map_or(root, id),
        };
        let home = node.kids.iter().find_map(|kid| match kid {
            Kid::Mark { page, .. } => Some(*page),
            _ => None,
        });
        if let Some(page) = home {
            element.set("Pg", anchors.pages[page]);
        }
        let mut kids: Vec<Object> = Vec::with_capacity(node.kids.len());
        for kid in &node.kids {
            kids.push(match kid {
                Kid::Node(node) => id(*node).into(),
                Kid::Mark { page, mcid } if Some(*page) == home => number(*mcid),
                Kid::Mark { page, mcid } => {
                    let pg = anchors.pages[*page];
                    dictionary! { "Type" => "MCR", "Pg" => pg, "MCID" => number(*mcid) }.into()
                }
                Kid::Field(index) => {
                    let page = anchors.pages[contents.fields[*index].page];
                    let field = anchors.fields[*index];
                    dictionary! { "Type" => "OBJR", "Pg" => page, "Obj" => field }.into()
                }
            });
        }
        match kids.len() {
            0 => {}
            1 => element.set("K", kids.remove(0)),
            _ => element.set("K", kids),
        }
        if let Some(alt) = &node.alt {
            element.set("Alt", string(alt));
        }
        if let Some(actual) = &node.actual {
            element.set("ActualText", string(actual));
        }
        if let Some(attribute) = &node.attribute {
            element.set("A", attribute_object(attribute));
        }
        file.objects.insert(ids[at], element.into());
    }
    let parents = parent_tree(contents, &ids);
    let next = number(contents.pages.len() + contents.fields.len());
    let parents = file.add_object(parents);
    let tree = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => ids[Outline::ROOT.0],
        "ParentTree" => parents,
        "ParentTreeNextKey" => next,
    };
    file.objects.insert(root, tree.into());
    root
}

fn attribute_object(attribute: &Attribute) -> Dictionary {
    match attribute {
        Attribute::RowHeader => dictionary! { "O" => "Table", "Scope" => "Row" },
        Attribute::ColumnHeader(1) => dictionary! { "O" => "Table", "Scope" => "Column" },
        Attribute::ColumnHeader(span) => {
            dictionary! { "O" => "Table", "Scope" => "Column", "ColSpan" => number(*span) }
        }
        Attribute::ColumnSpan(span) => dictionary! { "O" => "Table", "ColSpan" => number(*span) },
        Attribute::Box(place) => {
            let place: Vec<Object> = place.iter().map(|side| Object::Real(pt(*side).0)).collect();
            dictionary! { "O" => "Layout", "BBox" => place }
        }
        Attribute::Numbering(kind) => dictionary! { "O" => "List", "ListNumbering" => *kind },
    }
}

/// From pages and fields back to their nodes (14.7.4.4); fields follow the pages.
fn parent_tree(contents: &Contents, ids: &[ObjectId]) -> Dictionary {
    let mut nums: Vec<Object> = Vec::new();
    for (page, marked) in contents.marked.iter().enumerate() {
        let nodes: Vec<Object> = marked.iter().map(|node| ids[node.0].into()).collect();
        nums.extend([number(page), nodes.into()]);
    }
    for (at, field) in contents.fields.iter().enumerate() {
        nums.extend([number(contents.pages.len() + at), ids[field.node.0].into()]);
    }
    dictionary! { "Nums" => nums }
}
