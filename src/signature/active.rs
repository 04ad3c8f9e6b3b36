//! Content that could change what a signed letter shows.

use super::pdf::{StrictPdf, Value};

/// Keys that start an action, run a script, fill a form from elsewhere or redraw it.
const KEYS: [&str; 8] =
    ["OpenAction", "AA", "JS", "JavaScript", "XFA", "NeedAppearances", "Launch", "RichMedia"];

/// The first key or name of that kind in any object of any revision.
pub(crate) fn content(file: &StrictPdf) -> Option<&'static str> {
    let mut found = None;
    for object in file.revisions.iter().flat_map(|r| r.objects.values()) {
        object.value.walk(&mut |value| {
            let named = |key: &&str| match value {
                Value::Dict(dict) => dict.has(key.as_bytes()),
                other => other.is_name(key.as_bytes()),
            };
            if found.is_none() {
                found = KEYS.into_iter().find(named);
            }
        });
    }
    found
}
