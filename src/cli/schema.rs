//! `alursurat schema`: the JSON Schema of a definition file, for editors.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;

use crate::workflow::schema_text;

/// Write the JSON Schema of a definition file: editors complete and underline keys by it.
///
/// In VS Code with the YAML extension: `"yaml.schemas": {"workflow.schema.json": "workflows/**"}`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: alursurat schema --out workflow.schema.json")]
pub struct Args {
    /// Where it goes; without it, it is shown.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the schema; the exit status.
pub fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<u8> {
    let text = schema_text();
    match &args.out {
        Some(file) => {
            std::fs::write(file, text)
                .with_context(|| format!("{}: cannot be written", file.display()))?;
        }
        None => out.write_all(text.as_bytes())?,
    }
    Ok(0)
}
