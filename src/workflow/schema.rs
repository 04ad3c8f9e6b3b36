//! The JSON Schema of a definition file, made from the key tables that the reader uses.
//!
//! It says which keys there are and what stands under each, so that an editor can complete and
//! underline them. What a text means (an expression, a holder, a number pattern) only the loader
//! judges.

use serde_json::{Map, Value as Json, json};

use super::keys::{Key, Takes};
use super::read::field::{COLUMN, FIELD, SETTING};
use super::read::kind::{KINDS, SETTING_KINDS, own, own_of_setting};
use super::read::top::{PART, SERVICE};

/// The schema (JSON Schema 2020-12) of `workflows/NAME.yaml` and `workflows/parts/NAME.yaml`.
pub fn schema() -> Json {
    let columns: Vec<&str> = KINDS.into_iter().filter(|kind| *kind != "list").collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://alursurat.example/workflow.schema.json",
        "title": "AlurSurat: a public service, or steps that services share",
        "type": "object",
        "if": { "required": ["part"] },
        "then": map(&PART),
        "else": map(&SERVICE),
        "$defs": {
            "field": by_kind(&FIELD, &KINDS, own),
            "column": by_kind(&COLUMN, &columns, own),
            "setting": by_kind(&SETTING, &SETTING_KINDS, own_of_setting),
            "scalar": { "type": ["string", "number", "boolean"] },
            "period": { "type": "string", "pattern": "^-?[0-9]+(d|mo|y|wd|wh|h)$" },
        },
    })
}

/// The schema as it is checked in.
pub fn schema_text() -> String {
    format!("{:#}\n", schema())
}

/// A map of these keys and no others.
fn map(keys: &[Key]) -> Json {
    let properties: Map<String, Json> =
        keys.iter().map(|key| (key.name.to_owned(), takes(key.takes))).collect();
    let must: Vec<&str> = keys.iter().filter(|key| key.must).map(|key| key.name).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": must,
        "additionalProperties": false,
    })
}

/// What a kind decides: which further keys there are.
fn by_kind(common: &[Key], kinds: &[&str], own: fn(&str) -> &'static [Key]) -> Json {
    let one = |kind: &&str| {
        let keys: Vec<Key> = common.iter().chain(own(kind)).copied().collect();
        let is = json!({ "properties": { "type": { "const": kind } }, "required": ["type"] });
        json!({ "if": is, "then": map(&keys) })
    };
    json!({
        "type": "object",
        "properties": { "type": { "enum": kinds } },
        "required": ["type"],
        "allOf": kinds.iter().map(one).collect::<Vec<_>>(),
    })
}

fn named(pattern: &str, value: &Json) -> Json {
    json!({
        "type": "object",
        "propertyNames": { "pattern": pattern },
        "additionalProperties": value,
    })
}

const NAME: &str = "^[a-z][a-z0-9_]*$";
const PLAIN: &str = "^[a-z][a-z0-9_-]*$";

fn takes(takes: Takes) -> Json {
    let scalar = json!({ "$ref": "#/$defs/scalar" });
    let list = |items: Json| json!({ "type": "array", "items": items });
    let defined = |what: &str| json!({ "$ref": format!("#/$defs/{what}") });
    match takes {
        Takes::Text => scalar,
        Takes::Flag => json!({ "type": "boolean" }),
        Takes::Number => json!({ "type": "integer" }),
        Takes::Period => defined("period"),
        Takes::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        // What looks like a number is one for an editor.
        Takes::Word(["1"]) => json!({ "enum": [1, "1"] }),
        Takes::Word(words) => json!({ "enum": words }),
        Takes::Words(words) => list(json!({ "enum": words })),
        Takes::Texts => list(scalar),
        Takes::TextOrTexts => json!({ "anyOf": [scalar, list(scalar.clone())] }),
        Takes::Map(keys) => map(keys),
        Takes::Maps(keys) => list(map(keys)),
        Takes::Named(keys) => named(PLAIN, &map(keys)),
        Takes::NamedOrFalse(keys) => {
            named(PLAIN, &json!({ "anyOf": [{ "const": false }, map(keys)] }))
        }
        Takes::Pairs => json!({ "type": "object", "additionalProperties": scalar }),
        Takes::Periods => json!({ "type": "object", "additionalProperties": defined("period") }),
        Takes::Fields => named(NAME, &defined("field")),
        Takes::Columns => named(NAME, &defined("column")),
        Takes::Settings => named(NAME, &defined("setting")),
        Takes::Value => json!({ "type": ["string", "number", "boolean", "array", "object"] }),
    }
}
