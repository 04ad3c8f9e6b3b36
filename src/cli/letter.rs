//! `alursurat letter`: one letter from its template and its frozen facts.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context as _, bail};

use crate::letter::{Edition, Facts, Template};
use crate::workflow::{did_you_mean, source, unmarked};

/// What `letter` is given.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: alursurat letter birth --data out/birth.json --out birth.pdf --draft"
)]
pub struct Args {
    /// Name of the template, for example `birth`.
    name: String,
    /// The facts of the letter (JSON, as `demo` leaves them beside each letter).
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Where the PDF goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Folder of the templates.
    #[arg(long, value_name = "DIR", default_value = "letter-templates")]
    templates: PathBuf,
    /// A logo that the facts name by the hash of its file (PNG); may be given twice.
    #[arg(long, value_name = "FILE")]
    logo: Vec<PathBuf>,
    /// Leave out the signature fields (the file is then plain PDF/A-2b).
    #[arg(long, conflicts_with = "draft")]
    without_fields: bool,
    /// Write the draft: a watermark, no number, no QR code, no signature fields.
    #[arg(long)]
    draft: bool,
}

/// Writes the letter; the exit status.
pub fn run(args: &Args) -> anyhow::Result<u8> {
    let file = args.templates.join(format!("{}.hbs", args.name));
    let source = match source(&file) {
        Ok(source) => source,
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(no_template(args)),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", file.display()));
        }
    };
    let template = Template::compile(&args.name, &source).map_err(|errors| {
        let lines: Vec<String> =
            errors.iter().map(|error| format!("{}:{error}", file.display())).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    })?;
    let json = fs::read_to_string(&args.data)
        .with_context(|| format!("cannot read the facts {}", args.data.display()))?;
    let mut facts: Facts = serde_json::from_str(&unmarked(json))
        .with_context(|| format!("{} does not hold the facts of a letter", args.data.display()))?;
    for file in &args.logo {
        facts.stationery.logos.push(std::sync::Arc::new(super::office::picture(file)?.1));
    }
    let edition =
        if args.draft { Edition::Draft } else { Edition::Final { fields: !args.without_fields } };
    let pdf = template.render(&facts, edition)?;
    fs::write(&args.out, pdf).with_context(|| format!("cannot write {}", args.out.display()))?;
    Ok(0)
}

/// There is no such template: which one may be meant, or which there are.
fn no_template(args: &Args) -> String {
    let file = |entry: fs::DirEntry| entry.path();
    let entries = fs::read_dir(&args.templates).into_iter().flatten().flatten().map(file);
    let templates = entries.filter(|path| path.extension().is_some_and(|end| end == "hbs"));
    let mut names: Vec<String> =
        templates.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    let remedy = did_you_mean(&args.name, names.iter().map(String::as_str)).unwrap_or_else(|| {
        if names.is_empty() {
            "name their folder with --templates".to_owned()
        } else {
            format!("it has: {}", names.join(", "))
        }
    });
    format!("there is no template `{}` in {}; {remedy}", args.name, args.templates.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, templates: &std::path::Path) -> String {
        let args = Args {
            name: name.to_owned(),
            data: "facts.json".into(),
            out: "letter.pdf".into(),
            templates: templates.to_owned(),
            logo: Vec::new(),
            without_fields: false,
            draft: false,
        };
        run(&args).unwrap_err().to_string()
    }

    #[test]
    fn a_mark_before_template_and_facts_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            fs::write(folder.path().join(name), format!("\u{feff}{text}")).unwrap();
            folder.path().join(name)
        };
        file("note.hbs", "<letter><title>Catatan</title></letter>");
        let args = Args {
            name: "note".to_owned(),
            data: file("facts.json", "{\"title\": 5"),
            out: folder.path().join("letter.pdf"),
            templates: folder.path().to_owned(),
            logo: Vec::new(),
            without_fields: false,
            draft: true,
        };
        let told = format!("{:#}", run(&args).unwrap_err());
        // The object was begun and is not closed: the mark before it was no mistake.
        assert!(told.contains("facts.json") && !told.contains("expected value"), "{told}");
    }

    #[test]
    fn a_wrong_name_is_told_with_the_right_one() {
        let folder = tempfile::tempdir().unwrap();
        let templates = folder.path();
        assert!(told("birth", templates).ends_with("; name their folder with --templates"));
        for file in ["birth.hbs", "domicile.hbs", "notes.md"] {
            fs::write(templates.join(file), "").unwrap();
        }
        let place = templates.display();
        assert_eq!(
            told("brith", templates),
            format!("there is no template `brith` in {place}; did you mean `birth`?")
        );
        assert!(told("kelahiran", templates).ends_with("; it has: birth, domicile"));
    }
}
