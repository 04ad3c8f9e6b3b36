//! What a revision after the first may do: fill one empty signature field. Nothing else.

use super::form::{self, SignatureField};
use super::pdf::{Object, StrictPdf, Value};

/// The field that revision `revision` (1 or later) signs, if that is all it does.
pub(crate) fn signed_field(file: &StrictPdf, revision: usize) -> Option<SignatureField> {
    let before = revision.checked_sub(1)?;
    let this = file.revisions.get(revision)?;
    let new = u32::try_from(file.revisions.get(before)?.trailer.get(b"Size")?.as_int()?).ok()?;
    let mut numbers = this.objects.keys().copied();
    let (Some(changed), Some(added), None) = (numbers.next(), numbers.next(), numbers.next())
    else {
        return None;
    };
    let field = form::fields(file, before).ok()?.into_iter().find(|f| f.object == changed)?;
    let signature = this.objects.get(&added)?;
    let fills = fills_only(file.object(before, changed)?, this.objects.get(&changed)?, added);
    let allowed = added == new
        && field.signature.is_none()
        && fills
        && !signature.is_stream
        && !refers_anywhere(&signature.value);
    allowed.then_some(SignatureField { signature: Some(added), ..field })
}

/// Whether `after` is `before` with `/V` naming the signature, and with nothing else new.
fn fills_only(before: &Object, after: &Object, signature: u32) -> bool {
    let (Some(before), Some(after)) = (before.value.as_dict(), after.value.as_dict()) else {
        return false;
    };
    let mut rest = after.clone();
    let filled = rest.remove(b"V");
    filled.is_some_and(|v| v.value == Value::Reference(signature)) && rest == *before
}

fn refers_anywhere(value: &Value) -> bool {
    let mut found = false;
    value.walk(&mut |v| found |= v.as_reference().is_some());
    found
}
