//! The hash of a definition: SHA-256 of its canonical form (definition-format.md section 9).
//!
//! Much like JSON: parts put in, comments and languages left out, every text as it is
//! written. Maps of options are sorted by key; maps of ids (fields, steps, ...) keep the order of
//! the file as lists of pairs, for that order acts.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tree::{Entry, Kind, Node};
use super::{DefinitionHash, Table, TableId};

/// What the keys of a map are.
#[derive(Clone, Copy, PartialEq)]
enum Keys {
    /// The top of a file.
    Top,
    /// Ids that the author chose: their order acts.
    Ids,
    /// Words of the format.
    Words,
}

/// The sections that parts put in, in their order.
const SECTIONS: [&str; 4] = ["settings", "fields", "steps", "outputs"];

/// The hash of a service (or of a part alone) with the parts that it uses, in their order.
pub(super) fn hash(own: &Node, parts: &[&Node]) -> DefinitionHash {
    let mut text = String::from("{");
    for section in SECTIONS {
        quote(&mut text, section);
        text.push_str(":[");
        for node in parts.iter().copied().chain([own]) {
            for entry in entries(node).iter().filter(|entry| &*entry.key == section) {
                for inner in entries(&entry.value) {
                    pair(&mut text, inner, Keys::Words);
                    text.push(',');
                }
            }
        }
        text.push_str("],");
    }
    let rest = |entry: &&Entry| !SECTIONS.contains(&&*entry.key) && &*entry.key != "use";
    let mut rest: Vec<&Entry> = entries(own).iter().filter(rest).collect();
    rest.sort_by_key(|entry| &entry.key);
    for entry in rest {
        member(&mut text, entry, Keys::Top);
        text.push(',');
    }
    text.push('}');
    sha256(&text)
}

/// What a case is pinned to: the hash of the definition, with the hashes of its tables if it names
/// any.
pub(super) fn edition(
    hash: &DefinitionHash,
    tables: &BTreeMap<TableId, Arc<Table>>,
) -> DefinitionHash {
    if tables.is_empty() {
        return hash.clone();
    }
    let tables: String =
        tables.iter().flat_map(|(id, table)| ["\n", id.as_str(), " ", &*table.hash]).collect();
    sha256(&format!("{hash}{tables}"))
}

fn sha256(text: &str) -> DefinitionHash {
    DefinitionHash::from(&*hex(&openssl::sha::sha256(text.as_bytes())))
}

/// Two lower-case digits for each byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn entries(node: &Node) -> &[Entry] {
    match &node.kind {
        Kind::Map(entries) => entries,
        _ => &[],
    }
}

fn quote(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

fn pair(out: &mut String, entry: &Entry, inner: Keys) {
    out.push('[');
    quote(out, &entry.key);
    out.push(',');
    write(out, &entry.value, inner);
    out.push(']');
}

fn member(out: &mut String, entry: &Entry, of: Keys) {
    quote(out, &entry.key);
    out.push(':');
    let ids = match of {
        Keys::Top => &*entry.key == "ends",
        Keys::Words => matches!(&*entry.key, "of" | "actions"),
        Keys::Ids => false,
    };
    write(out, &entry.value, if ids { Keys::Ids } else { Keys::Words });
}

fn write(out: &mut String, node: &Node, keys: Keys) {
    match &node.kind {
        Kind::Empty => out.push_str("null"),
        Kind::Text(text, _) => quote(out, text),
        Kind::List(items) => {
            out.push('[');
            for item in items {
                write(out, item, Keys::Words);
                out.push(',');
            }
            out.push(']');
        }
        Kind::Map(entries) if keys == Keys::Ids => {
            out.push('[');
            for entry in entries {
                pair(out, entry, Keys::Words);
                out.push(',');
            }
            out.push(']');
        }
        Kind::Map(entries) => {
            let mut sorted: Vec<&Entry> = entries.iter().collect();
            sorted.sort_by_key(|entry| &entry.key);
            out.push('{');
            for entry in sorted {
                member(out, entry, keys);
                out.push(',');
            }
            out.push('}');
        }
    }
}
