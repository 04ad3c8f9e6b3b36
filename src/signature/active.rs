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
            let mut look = |name: &[u8]| {
                found = found.or_else(|| KEYS.into_iter().find(|key| key.as_bytes() == name));
            };
            match value {
                Value::Dict(dict) => dict.keys().for_each(look),
                Value::Name(name) => look(name),
                _ => {}
            }
        });
    }
    found
}
