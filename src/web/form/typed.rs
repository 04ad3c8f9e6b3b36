//! What somebody typed, kept word for word, so that no form ever loses it.

use std::collections::BTreeMap;

use crate::workflow::FileRef;

/// The name of the hidden input that says which fields a page asked for.
pub const ASKED: &str = "_asked";

/// Texts by the name of their input: `mother.address.rt`, `birth_date.y`, `family_card.1`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(BTreeMap<String, String>);

impl<'a> FromIterator<(&'a str, &'a str)> for Typed {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect())
    }
}

impl Typed {
    /// The trimmed text of an input; empty if there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// Puts a text in.
    pub fn set(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.insert(name.into(), text.into());
    }

    /// Whether the page that sent this asked for the field.
    pub fn asked(&self, field: &str) -> bool {
        self.get(ASKED).split(' ').any(|id| id == field)
    }

    /// All texts of a field, for the hidden inputs of the page that shows the answers.
    pub fn of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let belongs = move |name: &str| {
            name.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.0
            .iter()
            .filter(move |(name, text)| belongs(name) && !text.is_empty())
            .map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The rows of a list that were shown; a row keeps its id through every edit.
    pub fn rows(&self, path: &str) -> Vec<u32> {
        let mut rows: Vec<u32> = Vec::new();
        for id in self.get(&format!("{path}.rows")).split(' ').filter_map(|id| id.parse().ok()) {
            if !rows.contains(&id) && rows.len() < 100 {
                rows.push(id);
            }
        }
        rows
    }

    /// Says which rows of a list are shown.
    pub fn set_rows(&mut self, path: &str, rows: &[u32]) {
        let ids: Vec<String> = rows.iter().map(u32::to_string).collect();
        self.set(format!("{path}.rows"), ids.join(" "));
    }

    /// Shows one more row of a list.
    pub fn add_row(&mut self, path: &str) {
        let mut rows = self.rows(path);
        rows.push(rows.iter().max().map_or(1, |last| last + 1));
        self.set_rows(path, &rows);
    }

    /// The uploaded files of a field, oldest first, without those that were ticked to go.
    pub fn files(&self, path: &str) -> Vec<FileRef> {
        let numbered = |n: usize| {
            let name = format!("{path}.{n}");
            let text = self.0.get(&name)?;
            Some((self.get(&format!("{name}.x")).is_empty(), parse(text)))
        };
        (1..).map_while(numbered).filter_map(|(keep, file)| file.filter(|_| keep)).collect()
    }

    /// Replaces the uploaded files of a field.
    pub fn set_files(&mut self, path: &str, files: &[FileRef]) {
        let mut n = 1;
        while self.0.remove(&format!("{path}.{n}")).is_some() {
            self.0.remove(&format!("{path}.{n}.x"));
            n += 1;
        }
        for (n, file) in (1..).zip(files) {
            self.set(
                format!("{path}.{n}"),
                format!("{} {} {} {}", file.sha256, file.size, file.media, file.name),
            );
        }
    }
}

fn parse(text: &str) -> Option<FileRef> {
    let mut parts = text.splitn(4, ' ');
    let sha256 = parts.next().filter(|h| h.len() == 64 && h.bytes().all(|b| b.is_ascii_hexdigit()));
    Some(FileRef {
        sha256: sha256?.to_owned(),
        size: parts.next()?.parse().ok()?,
        media: parts.next()?.to_owned(),
        name: parts.next()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> FileRef {
        FileRef { sha256: "a".repeat(64), name: name.into(), size: 7, media: "image/png".into() }
    }

    #[test]
    fn uploaded_files_are_kept_until_they_are_ticked_to_go() {
        let mut typed = Typed::default();
        typed.set_files("kk", &[file("kk depan.png"), file("kk belakang.png")]);
        assert_eq!(typed.files("kk").len(), 2);
        typed.set("kk.1.x", "1");
        assert_eq!(typed.files("kk"), [file("kk belakang.png")]);
        typed.set_files("kk", &[file("baru.png")]);
        assert_eq!(typed.files("kk"), [file("baru.png")]);
    }

    #[test]
    fn a_made_up_file_is_no_file() {
        let typed: Typed = [("kk.1", "../../etc/passwd 1 image/png x")].into_iter().collect();
        assert_eq!(typed.files("kk"), []);
    }

    #[test]
    fn a_field_owns_its_parts_and_no_others() {
        let typed: Typed =
            [("ibu", "1"), ("ibu.nik", "2"), ("ibu_kandung", "3")].into_iter().collect();
        assert_eq!(typed.of("ibu").collect::<Vec<_>>(), [("ibu", "1"), ("ibu.nik", "2")]);
    }
}
