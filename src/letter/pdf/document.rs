//! The whole file of a letter: its skeleton, then what is its own.

use super::content::{Contents, QR, contents};
use super::objects::Objects;
use super::plan::Plan;
use super::skeleton::Skeletons;
use super::syntax::Syntax;
use super::xmp::{PRODUCER, info_date, xmp};
use super::{deflate, fields, logo, qr, structure};
use crate::letter::error::Fault;
use crate::letter::identity::Identity;
use crate::letter::layout::Laid;
use openssl::sha::Sha256;

/// Writes a letter, and gives the hash of its bytes, too; equal pages and equal identity give equal bytes.
pub fn write(
    mut laid: Laid,
    identity: &Identity<'_>,
    skeletons: &Skeletons,
) -> Result<(Vec<u8>, Sha256), Fault> {
    let skeleton = skeletons.of(&laid.pages).map_err(Fault::pdf)?;
    let contents = contents(&mut laid, &skeleton)?;
    let plan = Plan::new(&skeleton, &laid.outline, &contents);
    // A page takes about 18 kB besides its skeleton, the signatures that are put behind it included.
    let mut file = Objects::after(&skeleton, (contents.pages.len() + 1) << 14);
    catalog(&mut file, &plan, skeleton.intent);
    information(&mut file, &plan, identity);
    pages(&mut file, &plan, &laid, &contents, skeleton.fonts).map_err(Fault::pdf)?;
    if let Some(number) = plan.qr {
        qr::write(&mut file, number, &identity.symbol()?);
    }
    for (at, picture) in contents.logos.values().enumerate() {
        logo::write(&mut file, plan.logo(at), picture);
    }
    fields::write(&mut file, &plan, &laid.outline, &contents);
    structure::write(&mut file, &plan, &laid.outline, &contents);
    Ok(file.finish(plan.catalog, plan.info))
}

fn catalog(file: &mut Objects<'_>, plan: &Plan, intent: usize) {
    file.object(plan.catalog, |out| {
        out.raw("<</Type/Catalog/Pages ").reference(plan.page_tree);
        if let Some(form) = plan.form {
            out.raw("/AcroForm ").reference(form);
        }
        out.raw("/Metadata ").reference(plan.metadata).raw("/OutputIntents[").reference(intent);
        out.raw("]/Lang(id-ID)/MarkInfo<</Marked true>>/StructTreeRoot ").reference(plan.tree);
        out.raw("/ViewerPreferences<</DisplayDocTitle true>>>>");
    });
}

/// The document information (ISO 32000-1, 14.3.3), and the same as XMP.
fn information(file: &mut Objects<'_>, plan: &Plan, identity: &Identity<'_>) {
    let Identity { title, date, zone, .. } = *identity;
    let when = info_date(date, zone);
    file.object(plan.info, |out| {
        out.raw("<</Title").text(title).raw("/Producer").text(PRODUCER);
        out.raw("/CreationDate").text(&when).raw("/ModDate").text(&when).raw(">>");
    });
    file.stream(plan.metadata, xmp(title, date, zone).as_bytes(), |out| {
        out.raw("/Type/Metadata/Subtype/XML");
    });
}

fn pages(
    file: &mut Objects<'_>,
    plan: &Plan,
    laid: &Laid,
    contents: &Contents,
    fonts: usize,
) -> Result<(), String> {
    file.object(plan.page_tree, |out| {
        out.raw("<</Type/Pages/Count ").count(contents.pages.len());
        out.raw("/Kids[").references(plan.pages()).raw("]>>");
    });
    for (at, content) in contents.pages.iter().enumerate() {
        file.object(plan.page(at), |out| {
            out.raw("<</Type/Page/Parent ").reference(plan.page_tree);
            out.raw("/MediaBox[0 0 ").lengths(laid.paper.into());
            out.raw("]/Resources<</Font ").reference(fonts);
            pictures(out, plan, contents);
            out.raw(">>/Contents ").reference(plan.content(at));
            out.raw("/StructParents ").count(at).raw("/Tabs/S");
            let here = |(field, placed): (usize, &super::content::PlacedField)| {
                (placed.page == at).then(|| plan.field(field))
            };
            let mut here = contents.fields.iter().enumerate().filter_map(here).peekable();
            if here.peek().is_some() {
                out.raw("/Annots[").references(here).raw("]");
            }
            out.raw(">>");
        });
        let packed = deflate::quick(&content.0)?;
        file.stream(plan.content(at), &packed, |out| {
            out.raw("/Filter/FlateDecode");
        });
    }
    Ok(())
}

/// All pictures of the letter, as resources of a page.
fn pictures(out: &mut Syntax, plan: &Plan, contents: &Contents) {
    if plan.qr.is_none() && contents.logos.is_empty() {
        return;
    }
    out.raw("/XObject<<");
    if let Some(qr) = plan.qr {
        out.raw("/").raw(QR).raw(" ").reference(qr);
    }
    for (at, picture) in contents.logos.values().enumerate() {
        out.raw("/").raw(logo::name(picture)).raw(" ").reference(plan.logo(at));
    }
    out.raw(">>");
}
