//! The JSON Schema that is checked in is the one that the reader's key tables make.

use std::path::PathBuf;

use alursurat::workflow::schema_text;

#[test]
fn the_schema_that_is_checked_in_is_up_to_date() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("workflow.schema.json");
    let checked_in = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        checked_in == schema_text(),
        "workflow.schema.json is out of date: cargo run -- schema --out workflow.schema.json"
    );
}
