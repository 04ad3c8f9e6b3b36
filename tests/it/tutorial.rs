//! The tutorial for authors: its files are made, its commands run, and what they say is what it says.

use std::path::Path;
use std::process::Command;

const TUTORIAL: &str = include_str!("../../docs/writing-a-service.md");

/// A block between fences: what stands behind the first fence, and the text.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let mut parts = TUTORIAL.split("\n```");
    parts.next();
    let mut blocks = Vec::new();
    // Every second part is a block, the others are the text between two.
    while let Some(block) = parts.next() {
        blocks.push(block.split_once('\n').unwrap());
        parts.next();
    }
    blocks
}

fn put(folder: &Path, file: &str, text: &str) {
    let (file, more) = file.strip_suffix('+').map_or((file, false), |file| (file, true));
    let path = folder.join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let before = if more { std::fs::read_to_string(&path).unwrap() } else { String::new() };
    std::fs::write(path, format!("{before}{text}\n")).unwrap();
}

/// What a command says in a folder, and whether it is all well.
fn run(folder: &Path, line: &str) -> (bool, String) {
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[0], "alursurat", "{line}");
    let program = env!("CARGO_BIN_EXE_alursurat");
    let done = Command::new(program).args(&words[1..]).current_dir(folder).output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap() + std::str::from_utf8(&done.stderr).unwrap();
    (done.status.success(), said)
}

#[test]
fn every_file_and_command_of_the_tutorial_does_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let (mut commands, mut said) = (0, (true, String::new()));
    for (head, text) in blocks() {
        match head.split_once(' ').unwrap_or((head, "")) {
            ("sh", "") => {
                said = run(folder.path(), text);
                commands += 1;
                // What is not shown must be well.
                assert!(said.0 || said.1.contains("finding"), "{text}: {}", said.1);
            }
            ("text", "") => assert_eq!(said.1.trim_end(), text.trim_end()),
            (_, file) => put(folder.path(), file, text),
        }
    }
    assert_eq!(commands, 7);
    // The last of them played a renewal after its first letter.
    assert_eq!(said.1.matches("Hasilnya seperti yang diharapkan.").count(), 2, "{}", said.1);
    // Those that the text names without showing what they say.
    for line in [
        "alursurat check --samples hall",
        "alursurat schema --out workflow.schema.json",
        "alursurat publish --dry-run",
        "alursurat cases move --dry-run",
    ] {
        assert!(TUTORIAL.contains(line), "{line}");
        let (well, said) = run(folder.path(), line);
        assert!(well, "{line}: {said}");
    }
    assert!(folder.path().join("hall.svg").exists());
}
