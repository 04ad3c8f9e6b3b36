//! What a signature says about changes after it (ISO 32000-1, 12.8.2.2 and 12.8.2.4).

use super::pdf::{Cursor, StrictPdf, Value};

/// What the first signature of a letter is. The later ones follow from it: read off the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FirstSignature {
    /// An approval signature, as every later one: it says nothing about what comes after it.
    #[default]
    Approval,
    /// A certification signature: it says what may still be done to the letter.
    Certification,
}

/// What may still be done to a letter after a signature that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restriction {
    /// Certified: no further signature (`DocMDP`, P 1: validation data and time stamps only).
    NoChanges,
    /// Certified: further signatures and nothing else (`DocMDP`, P 2).
    SignaturesOnly,
    /// The last signature of a certified letter: every field keeps its value (`FieldMDP`, All).
    FieldsLocked,
}

impl Restriction {
    const ALL: [Self; 3] = [Self::NoChanges, Self::SignaturesOnly, Self::FieldsLocked];

    /// Whether the signature certifies the letter.
    pub fn certifies(self) -> bool {
        matches!(self, Self::NoChanges | Self::SignaturesOnly)
    }

    /// Whether no field may be signed after it.
    pub fn closes(self) -> bool {
        self != Self::SignaturesOnly
    }

    /// What stands as `/Reference` (tables 253 to 256), in a file with this catalog.
    ///
    /// Without the digest entries, which PDF/A-2 forbids (ISO 19005-2, 6.1.12).
    pub(crate) fn reference(self, catalog: u32) -> String {
        let (method, params, data) = match self {
            Self::NoChanges => ("DocMDP", "/P 1", String::new()),
            Self::SignaturesOnly => ("DocMDP", "/P 2", String::new()),
            Self::FieldsLocked => ("FieldMDP", "/Action/All", format!("/Data {catalog} 0 R")),
        };
        format!(
            "[<</Type/SigRef/TransformMethod/{method}{data}\
             /TransformParams<</Type/TransformParams{params}/V/1.2>>>>]"
        )
    }

    /// Reads a `/Reference` that says exactly what we write.
    pub(crate) fn read(reference: &Value, catalog: u32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|one| parsed(&one.reference(catalog)).as_ref() == Some(reference))
    }
}

/// What the catalog of a certified letter has beside its other entries (12.8.4).
pub(crate) fn mark(signature: u32) -> String {
    format!("/Perms{}", permissions(signature))
}

/// Whether a value is the `/Perms` that names this signature, and nothing else.
pub(crate) fn is_mark(value: &Value, signature: u32) -> bool {
    parsed(&permissions(signature)).as_ref() == Some(value)
}

/// What the certifying signature of a letter says; nothing where none claims to be one.
pub(crate) fn certified(file: &StrictPdf) -> Result<Option<Restriction>, NotOurMark> {
    let Some(perms) = file.catalog(file.last()).and_then(|c| c.get(b"Perms")) else {
        return Ok(None);
    };
    let signature = perms.as_dict().and_then(|p| p.get(b"DocMDP")).and_then(Value::as_reference);
    let dict = signature
        .filter(|signature| is_mark(perms, *signature))
        .and_then(|signature| file.object(file.last(), signature)?.value.as_dict());
    let reference = dict.and_then(|dict| dict.get(b"Reference"));
    let read = file.root().zip(reference).and_then(|(root, found)| Restriction::read(found, root));
    read.filter(|read| read.certifies()).map(Some).ok_or(NotOurMark)
}

/// The catalog claims a certification that is none of ours.
#[derive(Debug)]
pub(crate) struct NotOurMark;

fn permissions(signature: u32) -> String {
    format!("<</DocMDP {signature} 0 R>>")
}

fn parsed(text: &str) -> Option<Value> {
    Cursor::new(text.as_bytes(), 0).value().ok().map(|placed| placed.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_is_written() {
        for one in Restriction::ALL {
            let written = one.reference(1);
            assert_eq!(Restriction::read(&parsed(&written).unwrap(), 1), Some(one));
            for (from, to) in [
                ("/P 1", "/P 3"),
                ("/P 2", "/P 3"),
                ("/Action/All", "/Action/Include/Fields[]"),
                ("/Data 1 0 R", "/Data 2 0 R"),
                ("/V/1.2", "/V/1.3"),
                ("/Type/SigRef", "/Type/SigRef/DigestMethod/SHA256"),
                ("MDP/", "MDPX/"),
                (">>]", ">>null]"),
            ] {
                let bent = written.replace(from, to);
                let read = Restriction::read(&parsed(&bent).unwrap(), 1);
                assert_eq!(read.is_some(), bent == written, "{bent}");
            }
        }
    }

    #[test]
    fn a_mark_names_one_signature() {
        assert!(is_mark(&parsed("<</DocMDP 8 0 R>>").unwrap(), 8));
        for bad in ["<</DocMDP 9 0 R>>", "<</DocMDP 8 0 R/UR3 8 0 R>>", "<<>>", "8 0 R"] {
            assert!(!is_mark(&parsed(bad).unwrap(), 8), "{bad}");
        }
    }
}
