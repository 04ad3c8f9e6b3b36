//! The house's own judge: which room may import which, and how large and how named a file may be.

mod arrows;
mod tokens;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use arrows::arrows;

/// The longest Rust file that may stand under `src/`, in lines.
const LONGEST: usize = 400;

/// Names that say nothing about what a file holds.
const NAMELESS: [&str; 4] = ["utils", "util", "common", "types"];

/// What a room may import beside itself and `origin`.
enum May {
    Only(&'static [&'static str]),
    All,
}

/// The edge list. A room stands below all that it imports, so there can be no cycle.
const ROOMS: [(&str, May); 15] = [
    ("origin", May::Only(&[])),
    ("area", May::Only(&[])),
    ("calendar", May::Only(&[])),
    ("workflow", May::Only(&["area", "calendar"])),
    ("case", May::Only(&["workflow", "area", "calendar"])),
    ("letter", May::Only(&["area", "calendar"])),
    ("service", May::Only(&["area", "calendar", "workflow", "case", "letter"])),
    ("signature", May::Only(&[])),
    ("journal", May::Only(&[])),
    ("store", May::Only(&["area", "case", "journal"])),
    (
        "desk",
        May::Only(&[
            "area",
            "calendar",
            "workflow",
            "case",
            "letter",
            "service",
            "signature",
            "journal",
            "store",
        ]),
    ),
    ("outbox", May::Only(&["desk"])),
    // Of the rooms after `desk`, the value types and pure functions only.
    ("web", May::Only(&["desk", "area", "calendar", "workflow", "case", "service"])),
    ("api", May::Only(&["desk", "area", "calendar", "workflow", "case", "service"])),
    ("cli", May::All),
];

/// What is wrong with the imports of one file, a line each; `file` is its path under `src/`.
fn wrong_arrows(file: &str, source: &str) -> Vec<String> {
    let place = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let (room, depth) = match place {
        "lib" | "main" => (place, 0),
        _ => (place.split('/').next().unwrap_or(place), place.split('/').count()),
    };
    let allowed = ROOMS.iter().find(|(name, _)| *name == room).map(|(_, may)| may);
    let mut wrong = Vec::new();
    for arrow in arrows(source, depth) {
        let to = arrow.to.as_str();
        let known = ROOMS.iter().any(|(name, _)| *name == to);
        let (may, list) = match allowed {
            None | Some(May::All) => (true, "every room".to_owned()),
            Some(May::Only(list)) => {
                (to == room || to == "origin" || list.contains(&to), list.join(", "))
            }
        };
        if !known {
            wrong.push(format!(
                "src/{file}:{}: `{to}` right under the crate's root is no room. Remedy: name the \
                 room and the item (`crate::room::Item`); no globs, no renaming of the root, \
                 nothing re-exported from lib.rs.",
                arrow.line
            ));
        } else if !may {
            wrong.push(format!(
                "src/{file}:{}: {room} may not import {to} (it may: itself, origin{}{list}). \
                 Remedy: pass the value in from the room that calls {room}, move it down to a room \
                 that both may import, or let {to} call {room}. A new arrow needs an ADR, and a row \
                 in tests/it/architecture.rs and ARCHITECTURE.md.",
                arrow.line,
                if list.is_empty() { "" } else { ", " },
            ));
        }
    }
    wrong
}

/// Every Rust file under `src/`: its path there with `/`, and its text.
fn sources() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open: Vec<PathBuf> = vec![src.clone()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(found.len() > 10, "no sources found under {}", src.display());
    found
}

fn none(wrong: &[String]) {
    let mut report = String::new();
    for line in wrong {
        let _ = write!(report, "\n{line}");
    }
    assert!(wrong.is_empty(), "{report}\n");
}

#[test]
fn rooms_import_only_what_the_edge_list_allows() {
    let wrong: Vec<_> = sources().iter().flat_map(|(f, text)| wrong_arrows(f, text)).collect();
    none(&wrong);
}

#[test]
fn the_edge_list_has_no_cycle() {
    for (n, (room, may)) in ROOMS.iter().enumerate() {
        let May::Only(list) = may else { continue };
        for to in *list {
            let above = ROOMS[..n].iter().any(|(name, _)| name == to);
            assert!(above, "{room} imports {to}, which does not stand above it in the list");
        }
    }
}

#[test]
fn a_wrong_arrow_is_found_with_its_line_and_a_remedy() {
    for wrong in [
        "use crate::desk::Desk;",
        "pub use crate::desk::Desk;",
        "use crate::{area::Seat, desk::Desk};",
        "use super::super::desk::Desk;",
        "fn f() { crate::desk::act(); }",
    ] {
        let source = format!("//! QR.\n\n{wrong}\n");
        let found = wrong_arrows("letter/qr.rs", &source);
        assert_eq!(found.len(), 1, "{wrong}: {found:?}");
        let start = "src/letter/qr.rs:3: letter may not import desk (it may: itself, origin, area, calendar)";
        assert!(found[0].starts_with(start), "{}", found[0]);
        assert!(found[0].contains("Remedy: "), "{}", found[0]);
    }
}

#[test]
fn arrows_to_anything_but_a_room_are_found() {
    for wrong in ["use crate::*;", "use crate as root;", "use crate::Everything;"] {
        assert_eq!(wrong_arrows("cli/mod.rs", wrong).len(), 1, "{wrong}");
    }
}

#[test]
fn allowed_arrows_are_silent() {
    let source = "use crate::origin::Ids;\nuse crate::{area::Seat, letter::Page};\nuse super::qr;";
    none(&wrong_arrows("letter/layout/block.rs", source));
    none(&wrong_arrows("cli/demo.rs", "use crate::{signature::sign, web::router, store::Store};"));
    none(&wrong_arrows("main.rs", "fn main() { alursurat::cli::run() }"));
}

#[test]
fn every_folder_under_src_is_a_room_of_the_list() {
    for (file, _) in sources() {
        let Some((room, _)) = file.split_once('/') else {
            assert!(["lib.rs", "main.rs"].contains(&file.as_str()), "src/{file} lies in no room");
            continue;
        };
        assert!(ROOMS.iter().any(|(name, _)| *name == room), "src/{file}: no room named {room}");
    }
}

#[test]
fn every_room_says_in_a_line_what_lives_there() {
    for (file, text) in sources() {
        let deep = file.matches('/').count() > 1;
        if deep || !file.ends_with("/mod.rs") {
            continue;
        }
        let first = text.lines().next().unwrap_or_default();
        let said = first.strip_prefix("//! ").is_some_and(|line| line.ends_with(['.', ';', ',']));
        assert!(said, "src/{file} does not begin with `//! ` and a sentence on its room");
    }
}

#[test]
fn no_file_is_long_or_nameless_or_hides_a_module() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let lines = text.lines().count();
        if lines > LONGEST {
            wrong.push(format!(
                "src/{file}: {lines} lines (at most {LONGEST}): split what it names"
            ));
        }
        let mut parts = file.trim_end_matches(".rs").split('/');
        if parts.any(|part| NAMELESS.contains(&part)) {
            wrong.push(format!("src/{file}: name it after the thing that it holds"));
        }
        if text.lines().any(|line| line.trim_start().starts_with("#[path")) {
            wrong.push(format!("src/{file}: #[path] would hide an arrow from this test"));
        }
    }
    none(&wrong);
}
