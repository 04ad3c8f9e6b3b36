//! What a revision after the first may do: fill one empty signature field, and where that is the
//! letter's first signature, name it in the catalog as the one that certifies. Nothing else.

use super::form::{self, SignatureField};
use super::pdf::{Dict, Object, StrictPdf, Value};
use super::restriction;

/// The field that revision `revision` (1 or later) signs, if that is all it does.
pub(crate) fn signed_field(file: &StrictPdf, revision: usize) -> Option<SignatureField> {
    let before = revision.checked_sub(1)?;
    let this = file.revisions.get(revision)?;
    let new = u32::try_from(file.revisions.get(before)?.trailer.get(b"Size")?.as_int()?).ok()?;
    let catalog = file.root()?;
    let mut numbers = this.objects.keys().copied().filter(|number| *number != catalog);
    let (Some(changed), Some(added), None) = (numbers.next(), numbers.next(), numbers.next())
    else {
        return None;
    };
    let field = form::fields(file, before).ok()?.into_iter().find(|f| f.object == changed)?;
    let signature = this.objects.get(&added)?;
    let is_signature = |value: &Value| *value == Value::Reference(added);
    let fills =
        adds_only(file.object(before, changed)?, this.objects.get(&changed)?, b"V", is_signature);
    let marks = match this.objects.get(&catalog) {
        None => true,
        Some(marked) => {
            let is_mark = |value: &Value| restriction::is_mark(value, added);
            revision == 1 && adds_only(file.object(before, catalog)?, marked, b"Perms", is_mark)
        }
    };
    let allowed = added == new
        && field.signature.is_none()
        && fills
        && marks
        && !signature.is_stream
        && !refers_anywhere(&signature.value);
    allowed.then_some(SignatureField { signature: Some(added), ..field })
}

/// Whether `after` is `before` with such a value at `key`, and with nothing else new.
fn adds_only(before: &Object, after: &Object, key: &[u8], fits: impl Fn(&Value) -> bool) -> bool {
    let (Some(before), Some(after)) = (before.value.as_dict(), after.value.as_dict()) else {
        return false;
    };
    let mut rest = after.clone();
    let added = rest.remove(key);
    added.is_some_and(|added| fits(&added.value)) && rest == *before
}

/// Whether a signature refers to any object but in `/Reference`, which is read for itself.
fn refers_anywhere(signature: &Value) -> bool {
    let mut found = false;
    let entries = signature.as_dict().into_iter().flat_map(Dict::entries);
    for (_, entry) in entries.filter(|(key, _)| *key != b"Reference") {
        entry.walk(&mut |v| found |= v.as_reference().is_some());
    }
    found
}
