//! The keys that there are, so that the environment can set each.

/// What kind of value a key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text: a path, an address, a word.
    Text,
    /// A whole number.
    Number,
    /// Several texts; in the environment with a comma between.
    List,
}

/// Every key, with its section before the point.
pub(super) const KEYS: [(&str, Kind); 21] = [
    ("data", Kind::Text),
    ("database_url", Kind::Text),
    ("database_url_file", Kind::Text),
    ("listen", Kind::Text),
    ("public_url", Kind::Text),
    ("place", Kind::Text),
    ("help", Kind::Text),
    ("zone", Kind::Text),
    ("trusted_proxies", Kind::List),
    ("proxy_header", Kind::Text),
    ("grace_seconds", Kind::Number),
    ("log", Kind::Text),
    ("look.name", Kind::Text),
    ("look.logo", Kind::Text),
    ("look.colour", Kind::Text),
    ("tls.certificate", Kind::Text),
    ("tls.key", Kind::Text),
    ("tls.passphrase_file", Kind::Text),
    ("publish.workflows", Kind::Text),
    ("publish.templates", Kind::Text),
    ("publish.calendars", Kind::Text),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cli::settings::file;

    const EXAMPLE: &str = include_str!("../../../alursurat.example.toml");
    const GUIDE: &str = include_str!("../../../docs/settings.md");

    fn keys() -> BTreeSet<String> {
        KEYS.iter().map(|(key, _)| (*key).to_owned()).collect()
    }

    /// The keys that reading itself knows: it names them when it meets another.
    fn known(section: Option<&str>) -> BTreeSet<String> {
        let (head, prefix) = match section {
            Some(section) => (format!("[{section}]\n"), format!("{section}.")),
            None => (String::new(), String::new()),
        };
        let told = file::parse(&format!("{head}zzzzzz = 1")).unwrap_err().message().to_owned();
        let words = told.split('`').skip(3).step_by(2);
        words.map(|word| format!("{prefix}{word}")).collect()
    }

    #[test]
    fn the_list_of_keys_is_what_reading_knows() {
        let sections = ["look", "tls", "publish"];
        let mut read = known(None);
        // Gateways have names of their own: docs/channels.md explains the keys of this section.
        assert!(read.remove("channels"));
        for section in sections {
            assert!(read.remove(section), "{section}");
            read.extend(known(Some(section)));
        }
        assert_eq!(read, keys());
    }

    #[test]
    fn the_example_loads_as_it_stands_and_with_every_key_that_it_only_shows() {
        file::read("alursurat.example.toml", EXAMPLE).unwrap();
        let shown = |line: &str| {
            line.strip_prefix('#').filter(|l| !l.starts_with([' ', '#'])).map(str::to_owned)
        };
        let lines = EXAMPLE.lines().map(|line| shown(line).unwrap_or_else(|| line.to_owned()));
        let all = lines.collect::<Vec<_>>().join("\n");
        file::read("alursurat.example.toml", &all).unwrap();
        let table: toml::Table = all.parse().unwrap();
        let mut found = BTreeSet::new();
        for (key, value) in table {
            match value {
                toml::Value::Table(section) => {
                    found.extend(section.keys().map(|below| format!("{key}.{below}")));
                }
                _ => assert!(found.insert(key)),
            }
        }
        assert_eq!(found, keys());
    }

    #[test]
    fn every_key_is_explained() {
        for (key, _) in KEYS {
            let row = format!("| `{key}` |");
            let named = GUIDE.lines().filter(|line| line.starts_with(&row)).count();
            assert_eq!(named, 1, "docs/settings.md has no row of its own for `{key}`");
        }
    }
}
