//! What fuzzing has kept (`tests/corpus/`): every input is read without a panic, twice alike.

mod players;
mod readers;

use std::fs;
use std::path::Path;

use readers::Shelf;

fn every(target: &str, read: fn(&Shelf, &str)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shelf = Shelf::read(root);
    let mut read_so_far = 0;
    for entry in fs::read_dir(root.join("tests/corpus").join(target)).unwrap() {
        let path = entry.unwrap().path();
        // Named when it breaks: the panic tells the rest.
        println!("{}", path.display());
        read(&shelf, &String::from_utf8_lossy(&fs::read(&path).unwrap()));
        read_so_far += 1;
    }
    assert!(read_so_far > 0, "tests/corpus/{target} holds {read_so_far} inputs");
}

#[test]
fn every_kept_definition_is_read() {
    every("definition", readers::definition);
}

#[test]
fn every_kept_expression_is_read() {
    every("expression", readers::expression);
}

#[test]
fn every_kept_scenario_is_played() {
    every("scenario", players::scenario);
}
