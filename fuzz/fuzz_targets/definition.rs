//! `scripts/fuzz definition`

#![no_main]

#[path = "../../tests/it/fuzzed/readers.rs"]
mod readers;

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use readers::Shelf;

static SHELF: LazyLock<Shelf> =
    LazyLock::new(|| Shelf::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")));

fuzz_target!(|text: &str| readers::definition(&SHELF, text));
