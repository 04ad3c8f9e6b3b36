//! The text of the file. What is wrong with it is told with its line.

use super::Settings;
use crate::workflow::{Finding, did_you_mean};

/// The settings of a text; `file` is what errors call it.
pub(super) fn read(file: &str, text: &str) -> anyhow::Result<Settings> {
    parse(text).map_err(|error| anyhow::anyhow!("{}", told(file, text, &error)))
}

/// The same, with the error as the reader gives it.
pub(super) fn parse(text: &str) -> Result<Settings, toml::de::Error> {
    toml::from_str(text)
}

fn told(file: &str, text: &str, error: &toml::de::Error) -> Finding {
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or_default();
    let begin = before.rfind('\n').map_or(0, |end| end + 1);
    let whole = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let (message, remedy) = words(error.message());
    Finding {
        file: file.to_owned(),
        line: whole(before.matches('\n').count() + 1),
        column: whole(before[begin..].chars().count() + 1),
        path: String::new(),
        message,
        remedy,
        warning: false,
        source: text[begin..].lines().next().unwrap_or_default().to_owned(),
    }
}

/// What is wrong and how to mend it. Of a key that there is not, the reader names those that are.
pub(super) fn words(message: &str) -> (String, Option<String>) {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if !message.starts_with("unknown field") {
        return (message.to_owned(), None);
    }
    let wrong = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.collect();
    let meant = did_you_mean(wrong, known.iter().copied());
    let remedy = meant.unwrap_or_else(|| format!("there are: {}", known.join(", ")));
    (format!("there is no key `{wrong}` here"), Some(remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        read("alursurat.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn an_unknown_key_is_told_with_its_line_and_what_may_be_meant() {
        let told = wrong("place = \"Kota\"\n\n[look]\ncolor = \"#0b4f8a\"\n");
        let place = "alursurat.toml:4:1: there is no key `color` here";
        assert!(told.starts_with(place) && told.contains("did you mean `colour`?"), "{told}");
        let told = wrong("pulic_url = \"https://a.example\"");
        assert!(told.contains("alursurat.toml:1:1") && told.contains("`public_url`?"), "{told}");
        let told = wrong("[perangkat]\n");
        assert!(told.contains("there are: data, "), "{told}");
    }

    #[test]
    fn a_wrong_value_is_told_with_its_line_and_its_remedy() {
        for (text, place, words) in [
            ("zone = \"CET\"", ":1:8: ", "WIB, WITA or WIT"),
            ("\nlisten = \"8080\"", ":2:10: ", "socket address"),
            ("[look]\ncolour = \"#ffcc00\"", ":2:10: ", "the nearest that works is #"),
            ("trusted_proxies = [\"10.0.0.0/8\", \"proxy\"]", ":1:", "10.0.0.0/8"),
            ("public_url = \"surat.example\"", ":1:14: ", "https://surat.kota.example"),
            ("public_url = \"https://a.example/surat\"", ":1:14: ", "without a path"),
            ("grace_seconds = -1", ":1:17: ", "from 0 to 600 seconds"),
            ("proxy_header = \"Via\"", ":1:16: ", "`X-Forwarded-For`"),
            ("[tls]\ncertificate = \"a.pem\"", ":1:1: ", "missing field `key`"),
            ("place = Kota", ":1:9: ", ""),
            ("place = \"a\"\nplace = \"b\"", ":2:1: ", "duplicate key"),
        ] {
            let told = wrong(text);
            assert!(told.starts_with(&format!("alursurat.toml{place}")), "{told}");
            assert!(told.contains(words), "{told}");
        }
    }
}
