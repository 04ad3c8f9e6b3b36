//! The empty signature fields. All are in the file before the first signature, so that signing only fills them.

use super::content::{Contents, PlacedField};
use super::objects::Objects;
use super::plan::Plan;
use crate::letter::layout::Outline;

/// Print and locked (ISO 32000-1, table 165).
const FLAGS: i64 = 132;

/// Writes the form, the fields, each its own widget, and their looks.
pub fn write(file: &mut Objects<'_>, plan: &Plan, outline: &Outline, contents: &Contents) {
    let Some(form) = plan.form else { return };
    file.object(form, |out| {
        let fields = (0..contents.fields.len()).map(|at| plan.field(at));
        // Signatures exist, and the file is only ever appended to (table 219).
        out.raw("<</Fields[").references(fields).raw("]/SigFlags 3>>");
    });
    for (at, field) in contents.fields.iter().enumerate() {
        let PlacedField { step, page, node, rect } = field;
        let [left, bottom, right, top] = *rect;
        file.object(plan.field(at), |out| {
            out.raw("<</Type/Annot/Subtype/Widget/FT/Sig/T").text(step);
            if let Some(alt) = &outline.get(*node).alt {
                out.raw("/TU").text(alt);
            }
            out.raw("/F ").int(FLAGS).raw("/Rect[").lengths(*rect);
            out.raw("]/P ").reference(plan.page(*page));
            out.raw("/AP<</N ").reference(plan.look(at));
            out.raw(">>/StructParent ").count(plan.key_of_field(at)).raw(">>");
        });
        // What a signature looks like stands on the page itself.
        file.stream(plan.look(at), &[], |out| {
            out.raw("/Type/XObject/Subtype/Form/BBox[").lengths([0, 0, right - left, top - bottom]);
            out.raw("]/Resources<<>>");
        });
    }
}
