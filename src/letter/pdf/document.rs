//! The whole file.

use super::content::{Contents, QR, contents};
use super::{archive, fields, logo, qr_image, structure};
use crate::letter::error::{Fault, Problem};
use crate::letter::fonts::Repertoire;
use crate::letter::layout::{Laid, Mp};
use jiff::civil::Date;
use lopdf::{Document, Object, ObjectId, StringFormat};
use printpdf::{FontId, Mm, PdfDocument, PdfFont, PdfPage, PdfSaveOptions, Rect, XObjectId};

/// What a file says about itself.
pub struct Identity<'a> {
    pub title: &'a str,
    pub date: Date,
    pub check_url: &'a str,
}

/// Writes a letter; equal pages and equal identity give equal bytes.
pub fn write(
    mut laid: Laid,
    identity: &Identity<'_>,
    fonts: &Repertoire,
) -> Result<Vec<u8>, Fault> {
    let contents = contents(&mut laid);
    let printed = printed(&laid, &contents, identity, fonts)?;
    finish(printed, &laid, &contents, identity).map_err(Fault::pdf)
}

fn printed(
    laid: &Laid,
    contents: &Contents,
    identity: &Identity<'_>,
    fonts: &Repertoire,
) -> Result<Document, Fault> {
    let mut document = PdfDocument::new(identity.title);
    for (key, signs) in &contents.signs {
        let font = fonts.cut(*key, signs).map_err(Fault::pdf)?;
        document.resources.fonts.map.insert(FontId(key.resource()), PdfFont::new(font));
    }
    if contents.has_qr {
        let image = qr_image::qr_image(identity.check_url);
        let image = image.map_err(|why| Fault::new(0, Problem::Qr(why)))?;
        document.resources.xobjects.map.insert(XObjectId(QR.to_owned()), image);
    }
    for picture in contents.logos.values() {
        let id = XObjectId(logo::name(picture));
        document.resources.xobjects.map.insert(id, logo::logo(picture));
    }
    for ops in &contents.pages {
        let mut page = PdfPage::new(Mm(0.0), Mm(0.0), ops.clone());
        page.media_box = paper(laid.paper);
        document.pages.push(page);
    }
    let options = PdfSaveOptions {
        subset_fonts: false,
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    let mut warnings = Vec::new();
    let file = document.to_lopdf_document(&options, &mut warnings);
    match warnings.first() {
        None => Ok(file),
        Some(warning) => Err(Fault::pdf(&warning.msg)),
    }
}

fn paper((width, height): (Mp, Mp)) -> Rect {
    Rect::from_wh(super::ops::pt(width), super::ops::pt(height))
}

fn finish(
    mut file: Document,
    laid: &Laid,
    contents: &Contents,
    identity: &Identity<'_>,
) -> Result<Vec<u8>, lopdf::Error> {
    let pages: Vec<ObjectId> = file.get_pages().into_values().collect();
    for (at, page) in pages.iter().enumerate() {
        let key = i64::try_from(at).unwrap_or(i64::MAX);
        file.get_dictionary_mut(*page)?.set("StructParents", key);
    }
    let fields = fields::add(&mut file, contents, &laid.outline, &pages)?;
    let anchors = structure::Anchors { pages: &pages, fields: &fields };
    let tree = structure::add(&mut file, &laid.outline, contents, &anchors);
    archive::tidy(&mut file, &pages)?;
    archive::add(&mut file, identity.title, identity.date, tree)?;
    // Level 9 of the compressor looks for matches in one way on every processor; lower levels do not.
    file.compress();
    file.prune_objects();
    file.renumber_objects();
    file.trailer.remove(b"ID");
    let mut bytes = Vec::new();
    file.save_to(&mut bytes)?;
    let hash = openssl::sha::sha256(&bytes);
    let id = Object::String(hash[..16].to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![id.clone(), id]);
    bytes.clear();
    file.save_to(&mut bytes)?;
    Ok(bytes)
}
