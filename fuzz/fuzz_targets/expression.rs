//! `scripts/fuzz expression`

#![no_main]

#[path = "../../tests/it/fuzzed/targets.rs"]
mod targets;

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use targets::Shelf;

static SHELF: LazyLock<Shelf> =
    LazyLock::new(|| Shelf::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")));

fuzz_target!(|text: &str| targets::expression(&SHELF, text));
