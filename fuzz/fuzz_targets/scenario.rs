//! `scripts/fuzz scenario`

#![no_main]

#[path = "../../tests/it/fuzzed/players.rs"]
mod players;
#[path = "../../tests/it/fuzzed/readers.rs"]
mod readers;

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use readers::Shelf;

static SHELF: LazyLock<Shelf> =
    LazyLock::new(|| Shelf::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")));

fuzz_target!(|text: &str| players::scenario(&SHELF, text));
