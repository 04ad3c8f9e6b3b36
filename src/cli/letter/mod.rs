//! `alursurat letter`: one letter, to be looked at while its template is written, or made again from its facts.

mod facts;
mod files;
mod sound;
mod watch;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::letter::Edition;
use files::Wanted;

/// What `letter` is given.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "\
Examples:
  alursurat letter birth --watch
  alursurat letter birth --out birth.svg
  alursurat letter birth --data out/birth.json --final --out birth.pdf")]
pub struct Args {
    /// Name of the template, for example `birth`.
    name: String,
    /// The facts of the letter (JSON, as `demo` leaves them beside each letter). Without them the
    /// letter is filled with sample answers, by the definition that names the template.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Where it goes: FILE.pdf, or FILE.svg for pages for a screen, page 2 and on as FILE-2.svg.
    /// Both under `out/` and the name of the template where absent.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Folder of the templates.
    #[arg(long, value_name = "DIR", default_value = "letter-templates")]
    templates: PathBuf,
    /// Folder of the definitions, for sample answers.
    #[arg(long, value_name = "DIR", default_value = "workflows")]
    workflows: PathBuf,
    /// A logo that the facts name by the hash of its file (PNG); may be given twice.
    #[arg(long, value_name = "FILE", requires = "data")]
    logo: Vec<PathBuf>,
    /// Write the letter itself in place of a draft, but unsigned: to compare its bytes, never to
    /// hand it out.
    #[arg(long = "final", requires = "data")]
    is_final: bool,
    /// Leave out the signature fields.
    #[arg(long, requires = "is_final")]
    without_fields: bool,
    /// Write it again whenever the template, its definition or the facts change, until Ctrl-C.
    #[arg(long)]
    watch: bool,
}

/// Writes the letter, says to `out` where it is, and gives the exit status.
pub fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<u8> {
    if args.watch { watch::watch(args, out) } else { once(args, out) }
}

fn once(args: &Args, out: &mut dyn Write) -> anyhow::Result<u8> {
    let wanted = Wanted::of(args.out.as_deref(), &args.name)?;
    let (template, facts) = match &args.data {
        Some(data) => facts::given(args, data)?,
        None => match facts::sample(args, out)? {
            Some(found) => found,
            None => return Ok(1),
        },
    };
    let edition = if args.is_final {
        Edition::Final { fields: !args.without_fields }
    } else {
        Edition::Draft
    };
    let wrong = if args.is_final { sound::wrong(&template, &facts) } else { Vec::new() };
    if let (false, Some(data)) = (wrong.is_empty(), &args.data) {
        bail!("{} makes no letter:\n  {}", data.display(), wrong.join("\n  "));
    }
    let told_of = |error| anyhow::anyhow!(sound::told(&error, &template, &facts));
    if let Some(file) = &wanted.pdf {
        write(file, &template.render(&facts, edition).map_err(told_of)?)?;
        told(out, file, args)?;
    }
    if let Some(file) = &wanted.svg {
        let pages = template.svg(&facts, edition).map_err(told_of)?;
        for (file, page) in files::pages(file, pages.len())?.iter().zip(&pages) {
            write(file, page.as_bytes())?;
            told(out, file, args)?;
        }
    }
    if args.is_final {
        eprintln!(
            "This is the letter before anybody has signed it. Compare its bytes; do not hand it out."
        );
    }
    Ok(0)
}

fn told(out: &mut dyn Write, file: &Path, args: &Args) -> anyhow::Result<()> {
    let what = match (args.is_final, &args.data) {
        (true, _) => "the letter, unsigned",
        (false, Some(_)) => "a draft",
        (false, None) => "a draft of sample answers",
    };
    Ok(writeln!(out, "{}: {what}", file.display())?)
}

fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser as _;

    /// What the command says and leaves with, called with some words.
    fn said(words: &[&str]) -> Result<(u8, String), String> {
        let words = ["alursurat", "letter"].iter().chain(words);
        let cli = Cli::try_parse_from(words).map_err(|error| error.to_string())?;
        let Command::Letter(args) = cli.command else { unreachable!() };
        let mut out = Vec::new();
        let status = run(&args, &mut out).map_err(|error| format!("{error:#}"))?;
        Ok((status, String::from_utf8(out).unwrap()))
    }

    fn shipped(folder: &str) -> String {
        format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"))
    }

    const FACTS: &str = "tests/judges/birth.facts.json";

    fn is_draft(svg: &str) -> bool {
        svg.contains("(draf)") && svg.contains("rotate(-52)")
    }

    #[test]
    fn every_shipped_template_is_shown_as_a_draft_of_sample_answers() {
        let folder = tempfile::tempdir().unwrap();
        let (templates, workflows) = (shipped("letter-templates"), shipped("workflows"));
        for entry in fs::read_dir(&templates).unwrap() {
            let name = entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
            for end in ["svg", "pdf"] {
                let file = folder.path().join(format!("{name}.{end}"));
                let out = file.to_str().unwrap();
                let folders = ["--templates", &templates, "--workflows", &workflows];
                let told = said(&[&[name.as_str(), "--out", out], &folders[..]].concat()).unwrap();
                assert_eq!(told.0, 0, "{name}: {}", told.1);
                assert!(told.1.contains(": a draft of sample answers\n"), "{}", told.1);
                let bytes = fs::read(&file).unwrap();
                match end {
                    "svg" => assert!(is_draft(&String::from_utf8(bytes).unwrap()), "{name}"),
                    _ => assert!(bytes.starts_with(b"%PDF-"), "{name}"),
                }
            }
        }
    }

    #[test]
    fn facts_give_a_draft_unless_the_letter_itself_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("birth.svg");
        let (templates, facts) = (shipped("letter-templates"), shipped(FACTS));
        let words = ["birth", "--templates", &templates, "--out", file.to_str().unwrap()];
        let with = |more: &[&str]| said(&[&words[..], more].concat());
        assert!(with(&["--data", &facts]).unwrap().1.ends_with(": a draft\n"));
        assert!(is_draft(&fs::read_to_string(&file).unwrap()));
        let told = with(&["--data", &facts, "--final"]).unwrap().1;
        assert!(told.ends_with(": the letter, unsigned\n"), "{told}");
        assert!(!is_draft(&fs::read_to_string(&file).unwrap()));
        // Sample answers are never a letter.
        assert!(with(&["--final"]).unwrap_err().contains("--data"));
        assert!(with(&["--data", &facts, "--without-fields"]).unwrap_err().contains("--final"));
    }

    #[test]
    fn a_mark_before_template_and_facts_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            fs::write(folder.path().join(name), format!("\u{feff}{text}")).unwrap();
            folder.path().join(name).to_str().unwrap().to_owned()
        };
        file("note.hbs", "<letter><title>Catatan</title></letter>");
        let facts = file("facts.json", "{\"title\": 5");
        let templates = folder.path().to_str().unwrap();
        let told = said(&["note", "--data", &facts, "--templates", templates]).unwrap_err();
        // The object was begun and is not closed: the mark before it was no mistake.
        assert!(told.contains("facts.json") && !told.contains("expected value"), "{told}");
    }

    #[test]
    fn a_mistake_is_told_with_its_line_and_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let templates = folder.path().to_str().unwrap();
        let facts = shipped(FACTS);
        let told = |name: &str, more: &[&str]| {
            said(&[&[name, "--templates", templates], more].concat()).unwrap_err()
        };
        let place = folder.path().display();
        assert!(told("birth", &[]).ends_with("; name their folder with --templates"));
        for (file, source) in [
            ("birth.hbs", "<letter>\n<p>{{{x}}}</p>\n</letter>"),
            ("domicile.hbs", "<letter>\n\n<p>{{nobody}}</p></letter>"),
            ("notes.md", ""),
        ] {
            fs::write(folder.path().join(file), source).unwrap();
        }
        assert_eq!(
            told("brith", &[]),
            format!("there is no template `brith` in {place}; did you mean `birth`?")
        );
        assert!(told("kelahiran", &[]).ends_with("; it has: birth, domicile"));
        let raw = told("birth", &["--data", &facts]);
        assert!(raw.contains("birth.hbs:2:4: raw output is refused\n  write {{x}}"), "{raw}");
        let unknown = told("domicile", &["--data", &facts]);
        assert!(unknown.starts_with("domicile.hbs:3: `nobody` has no value"), "{unknown}");
        let workflows = shipped("workflows");
        let alone = told("domicile", &["--workflows", &workflows, "--out", "x.png"]);
        assert_eq!(alone, "x.png must end in .pdf or .svg");
    }
}
