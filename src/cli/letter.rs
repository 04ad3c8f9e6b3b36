//! `alursurat letter`: one letter from its template and its frozen facts.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;

use crate::letter::{Edition, Facts, Template};

/// Writes a letter as PDF.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the template, for example `birth`.
    template: String,
    /// The facts of the letter (JSON, as `demo` leaves them beside each letter).
    #[arg(long, value_name = "FILE")]
    data: PathBuf,
    /// Where the PDF goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Folder of the templates.
    #[arg(long, value_name = "DIR", default_value = "letter-templates")]
    templates: PathBuf,
    /// Leave out the signature fields (the file is then plain PDF/A-2b).
    #[arg(long, conflicts_with = "draft")]
    without_fields: bool,
    /// Write the draft: a watermark, no number, no QR code, no signature fields.
    #[arg(long)]
    draft: bool,
}

/// Writes the letter; the exit status.
pub fn run(args: &Args) -> anyhow::Result<u8> {
    let file = args.templates.join(format!("{}.hbs", args.template));
    let source = fs::read_to_string(&file)
        .with_context(|| format!("cannot read the template {}", file.display()))?;
    let template = Template::compile(&args.template, &source).map_err(|errors| {
        let lines: Vec<String> =
            errors.iter().map(|error| format!("{}:{error}", file.display())).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    })?;
    let json = fs::read(&args.data)
        .with_context(|| format!("cannot read the facts {}", args.data.display()))?;
    let facts: Facts = serde_json::from_slice(&json)
        .with_context(|| format!("{} does not hold the facts of a letter", args.data.display()))?;
    let edition =
        if args.draft { Edition::Draft } else { Edition::Final { fields: !args.without_fields } };
    let pdf = template.render(&facts, edition)?;
    fs::write(&args.out, pdf).with_context(|| format!("cannot write {}", args.out.display()))?;
    Ok(0)
}
