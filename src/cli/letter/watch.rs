//! `--watch`: the letter is written again when something that it is made from changes.
//!
//! The files are looked at four times a second instead of being told of by the system: it needs no other library, and
//! notices changes on network drives and in containers, too.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{Args, once};
use crate::cli::folders::wait_for;

const EVERY: Duration = Duration::from_millis(250);

/// Size and time of change of each file.
type Seen = BTreeMap<PathBuf, (u64, SystemTime)>;

/// Writes the letter now and after each change, and says what is wrong; ends only with the program.
pub fn watch(args: &Args, out: &mut dyn Write) -> anyhow::Result<u8> {
    wait_for(async {
        let mut seen = Seen::new();
        loop {
            if let Some(now) = changed(args, &seen) {
                seen = now;
                if let Err(error) = once(args, out) {
                    writeln!(out, "{error:#}")?;
                }
                out.flush()?;
            }
            tokio::time::sleep(EVERY).await;
        }
    })
}

/// What is there now, if it is not what was seen.
fn changed(args: &Args, seen: &Seen) -> Option<Seen> {
    let mut now = Seen::new();
    look(&args.templates, &mut now);
    match &args.data {
        Some(data) => look(data, &mut now),
        None => look(&args.workflows, &mut now),
    }
    (now != *seen).then_some(now)
}

/// Notes a file, or all files of a folder and the folders in it.
fn look(place: &Path, seen: &mut Seen) {
    let Ok(about) = fs::metadata(place) else { return };
    if about.is_dir() {
        for entry in fs::read_dir(place).into_iter().flatten().flatten() {
            look(&entry.path(), seen);
        }
    } else if let Ok(time) = about.modified() {
        seen.insert(place.to_owned(), (about.len(), time));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser as _;

    #[test]
    fn a_change_of_template_definition_or_facts_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        for folder in ["templates", "workflows/tables"] {
            fs::create_dir_all(place(folder)).unwrap();
        }
        let args = |data: &[&str]| {
            let templates = place("templates").display().to_string();
            let workflows = place("workflows").display().to_string();
            let words =
                ["alursurat", "letter", "a", "--templates", &templates, "--workflows", &workflows];
            let data: Vec<String> =
                data.iter().map(|file| place(file).display().to_string()).collect();
            let more = data.iter().flat_map(|file| ["--data", file]);
            match Cli::parse_from(words.into_iter().chain(more)).command {
                Command::Letter(args) => args,
                _ => unreachable!(),
            }
        };
        let sampled = args(&[]);
        fs::write(place("templates/a.hbs"), "1").unwrap();
        let mut seen = changed(&sampled, &Seen::new()).unwrap();
        assert_eq!(changed(&sampled, &seen), None);
        for file in ["templates/a.hbs", "workflows/a.yaml", "workflows/tables/t.csv"] {
            fs::write(place(file), "changed").unwrap();
            seen = changed(&sampled, &seen).expect(file);
        }
        fs::remove_file(place("templates/a.hbs")).unwrap();
        assert!(changed(&sampled, &seen).is_some());
        let filled = args(&["facts.json"]);
        let seen = changed(&filled, &Seen::new()).unwrap_or_default();
        fs::write(place("facts.json"), "{}").unwrap();
        assert!(changed(&filled, &seen).is_some());
    }
}
