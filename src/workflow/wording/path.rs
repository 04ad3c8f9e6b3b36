//! Names in words: `mother.address.area.kecamatan` is "Kecamatan Alamat Ibu".

use super::Wording;
use crate::area::Level;
use crate::workflow::{Column, FieldKind, Path, PersonPart, PlacePart, Root};

impl Wording<'_> {
    /// A name with its parts, the last one first.
    pub(super) fn path(self, path: &Path, row: Option<&[Column]>) -> String {
        let mut words = self.root(&path.root, row);
        if path.parts.is_empty() {
            return words;
        }
        if self.kind(path, row).is_none() && self.is_table(&path.root, row) {
            let (field, mark) = self.marked(path, row);
            return format!("{mark} {field}");
        }
        let mut parts = path.parts.iter().peekable();
        while let Some(part) = parts.next() {
            // Of an address its area is meant where only a level of it is asked for.
            if &**part == PlacePart::Area.key() && parts.peek().is_some() {
                continue;
            }
            words = format!("{} {words}", part_words(part));
        }
        words
    }

    fn root(self, root: &Root, row: Option<&[Column]>) -> String {
        match root {
            Root::Field(id) => {
                let field = self.definition.field(id.as_str());
                field.map_or_else(|| id.to_string(), |field| field.title.to_string())
            }
            Root::Setting(id) => {
                let setting = self.definition.setting(id.as_str());
                setting.map_or_else(|| id.to_string(), |setting| setting.title.to_string())
            }
            Root::Route(level) => format!("{} permohonan ini", level_words(*level)),
            Root::Today => "hari diajukan".to_owned(),
            Root::Purpose => "tujuan permohonan".to_owned(),
            Root::Row(id) => {
                let column = row.into_iter().flatten().find(|column| column.id == *id);
                column.map_or_else(|| id.to_string(), |column| column.title.to_string())
            }
        }
    }

    /// The kind of what a path names, where it is a field or a part of one.
    pub(super) fn kind(self, path: &Path, row: Option<&[Column]>) -> Option<FieldKind> {
        let mut kind = self.root_kind(&path.root, row)?.clone();
        for part in &path.parts {
            kind = match kind {
                FieldKind::Person { .. } => PersonPart::from_key(part)?.kind(),
                _ => return None,
            };
        }
        Some(kind)
    }

    fn root_kind<'k>(&'k self, root: &Root, row: Option<&'k [Column]>) -> Option<&'k FieldKind> {
        match root {
            Root::Row(id) => Some(&row?.iter().find(|column| column.id == *id)?.kind),
            root => self.definition.kind(root),
        }
    }

    fn is_table(self, root: &Root, row: Option<&[Column]>) -> bool {
        matches!(self.root_kind(root, row), Some(FieldKind::Choice(_)))
    }

    /// The field and the column of a table that a path reads.
    pub(super) fn marked(self, path: &Path, row: Option<&[Column]>) -> (String, String) {
        let column = path.parts.iter().map(|part| part.replace('_', " "));
        (self.root(&path.root, row), column.collect::<Vec<_>>().join(" "))
    }
}

fn part_words(part: &str) -> String {
    if let Some(part) = PersonPart::from_key(part) {
        return part.title().to_owned();
    }
    if let Some(level) = Level::from_key(part) {
        let words = level_words(level);
        return words[..1].to_uppercase() + &words[1..];
    }
    match (PlacePart::from_key(part), part) {
        (Some(part), _) => part.title().to_owned(),
        (None, "office") => "Kantor penerbit".to_owned(),
        (None, "applicant") => "Pemohon".to_owned(),
        (None, other) => other.replace('_', " "),
    }
}

/// A level as any area may call it.
pub(super) fn level_words(level: Level) -> &'static str {
    match level {
        Level::Rt => "RT",
        Level::Rw => "RW",
        Level::Dusun => "dusun",
        Level::Kelurahan => "kelurahan atau desa",
        Level::Kecamatan => "kecamatan",
        Level::Kabupaten => "kabupaten atau kota",
        Level::Provinsi => "provinsi",
    }
}
