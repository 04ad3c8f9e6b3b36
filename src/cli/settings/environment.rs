//! The environment over the file: `ALURSURAT_LOOK_COLOUR` sets `look.colour`.

use anyhow::{anyhow, bail};
use serde::Deserialize as _;
use toml::{Table, Value};

use super::keys::{KEYS, Kind};
use super::{Settings, file};
use crate::workflow::did_you_mean;

/// What the names of our variables begin with.
const PREFIX: &str = "ALURSURAT_";

/// The settings of `text` with the variables over them. `read` were read from it without.
pub(super) fn over(
    text: &str,
    read: Settings,
    environment: impl IntoIterator<Item = (String, String)>,
) -> anyhow::Result<Settings> {
    let mut table: Table = text.parse()?;
    let mut settings = read;
    for (name, value) in environment {
        let Some(own) = name.strip_prefix(PREFIX) else { continue };
        let Some((key, kind)) = KEYS.iter().find(|(key, _)| variable(key) == own) else {
            bail!("{name} sets no key; {}", meant(own));
        };
        set(&mut table, key, read_as(*kind, &name, &value)?);
        settings = Settings::deserialize(table.clone())
            .map_err(|error| anyhow!("{name}: {}", file::words(error.message()).0))?;
    }
    Ok(settings)
}

/// The variable of a key, without what all of them begin with.
fn variable(key: &str) -> String {
    key.replace('.', "_").to_uppercase()
}

/// The variable that may be meant.
fn meant(own: &str) -> String {
    let known: Vec<String> = KEYS.iter().map(|(key, _)| variable(key)).collect();
    let near = did_you_mean(own, known.iter().map(String::as_str));
    let whole = near.map(|words| words.replacen('`', &format!("`{PREFIX}"), 1));
    whole.unwrap_or_else(|| "docs/settings.md lists what there is".to_owned())
}

fn read_as(kind: Kind, name: &str, text: &str) -> anyhow::Result<Value> {
    Ok(match kind {
        Kind::Text => Value::String(text.to_owned()),
        Kind::Number => match text.parse() {
            Ok(number) => Value::Integer(number),
            Err(_) => bail!("{name} is {text:?}; write a whole number"),
        },
        Kind::List => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Value::Array(parts.map(|part| Value::String(part.to_owned())).collect())
        }
    })
}

fn set(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
        }
        Some((section, key)) => {
            let below = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(below) = below {
                below.insert(key.to_owned(), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str, pairs: &[(&str, &str)]) -> anyhow::Result<Settings> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        over(text, file::read("alursurat.toml", text)?, pairs)
    }

    #[test]
    fn a_variable_stands_above_the_file() {
        let text = "public_url = \"http://a.example\"\n[look]\nname = \"Kota A\"\n";
        let settings = with(
            text,
            &[
                ("ALURSURAT_PUBLIC_URL", "https://b.example"),
                ("ALURSURAT_LOOK_NAME", "Kota B"),
                ("ALURSURAT_GRACE_SECONDS", "7"),
                ("ALURSURAT_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8"),
                ("PATH", "/bin"),
            ],
        )
        .unwrap();
        let web = settings.web(Vec::new()).unwrap();
        assert_eq!((web.public_url.as_str(), web.name.as_str()), ("https://b.example", "Kota B"));
        assert_eq!((settings.grace().as_secs(), web.trusted_proxies.len()), (7, 2));
    }

    #[test]
    fn a_wrong_variable_is_told_by_its_name() {
        for (pair, words) in [
            (("ALURSURAT_PUBLICURL", "https://b.example"), "did you mean `ALURSURAT_PUBLIC_URL`?"),
            (("ALURSURAT_SOMETHING_ELSE", "x"), "docs/settings.md"),
            (("ALURSURAT_LISTEN", "8080"), "ALURSURAT_LISTEN: invalid socket address"),
            (("ALURSURAT_GRACE_SECONDS", "soon"), "write a whole number"),
            (("ALURSURAT_LOOK_COLOUR", "yellow"), "ALURSURAT_LOOK_COLOUR: \"yellow\" is no colour"),
        ] {
            let told = with("", &[pair]).unwrap_err().to_string();
            assert!(told.contains(words), "{told}");
        }
    }
}
