//! The signature fields of a letter, all of which exist before the first signature.

use std::collections::BTreeSet;

use super::pdf::{StrictPdf, Value};

/// A signature field, its widget merged into it (ISO 32000-1, 12.7.4.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignatureField {
    /// `/T`: the step that signs here, such as `lurah`.
    pub(crate) name: String,
    /// Number of the field's object.
    pub(crate) object: u32,
    /// Number of the signature's object, once signed.
    pub(crate) signature: Option<u32>,
}

/// Why the form is not one of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotOurForm(pub(crate) &'static str);

/// More signers than any letter has; each adds a revision.
const MOST_FIELDS: usize = 15;

/// All signature fields as they stand after `revision`, in the order of the form.
pub(crate) fn fields(file: &StrictPdf, revision: usize) -> Result<Vec<SignatureField>, NotOurForm> {
    let catalog = file.catalog(revision).ok_or(NotOurForm("the file has no catalog"))?;
    let Some(form) = catalog.get(b"AcroForm") else { return Ok(Vec::new()) };
    let form = file.dict(revision, form).ok_or(NotOurForm("the form is not a dictionary"))?;
    if form.get(b"SigFlags") != Some(&Value::Int(3)) {
        return Err(NotOurForm("the form does not forbid rewriting (SigFlags 3)"));
    }
    let list = match form.get(b"Fields") {
        Some(Value::Reference(n)) => file.object(revision, *n).map(|o| &o.value),
        other => other,
    };
    let list =
        list.and_then(Value::as_array).ok_or(NotOurForm("the form has no list of fields"))?;
    if list.len() > MOST_FIELDS {
        return Err(NotOurForm("the form has more fields than a letter has signers"));
    }
    let mut seen = BTreeSet::new();
    let mut found: Vec<SignatureField> = Vec::with_capacity(list.len());
    for item in list {
        let number = item.as_reference().ok_or(NotOurForm("a field is not an object"))?;
        let field = field(file, revision, number)?;
        if !seen.insert(number) || found.iter().any(|f| f.name == field.name) {
            return Err(NotOurForm("a field stands twice"));
        }
        found.push(field);
    }
    Ok(found)
}

fn field(file: &StrictPdf, revision: usize, number: u32) -> Result<SignatureField, NotOurForm> {
    let dict = file
        .object(revision, number)
        .filter(|o| !o.is_stream)
        .and_then(|o| o.value.as_dict())
        .ok_or(NotOurForm("a field is not a dictionary"))?;
    if !dict.get(b"FT").is_some_and(|v| v.is_name(b"Sig")) {
        return Err(NotOurForm("a field is not for a signature"));
    }
    if !dict.get(b"Subtype").is_some_and(|v| v.is_name(b"Widget")) || dict.has(b"Kids") {
        return Err(NotOurForm("a field is not one with its widget"));
    }
    let name = dict.get(b"T").and_then(Value::as_text).and_then(|t| std::str::from_utf8(t).ok());
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let name = name
        .filter(|n| (1..=64).contains(&n.len()) && n.bytes().all(plain))
        .ok_or(NotOurForm("a field has no plain name"))?;
    let signature = match dict.get(b"V") {
        None => None,
        Some(Value::Reference(n)) => Some(*n),
        Some(_) => return Err(NotOurForm("a field's signature is not an object")),
    };
    Ok(SignatureField { name: name.to_owned(), object: number, signature })
}
