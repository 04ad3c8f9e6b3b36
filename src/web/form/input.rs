//! One question of a form, as its template needs it.

use serde::Serialize;

use super::offered::{Lasting, Offered, Pick, picks};
use super::{Listed, Typed};
use crate::calendar::MONTHS;
use crate::desk::Problem;
use crate::workflow::{Bring, FieldKind, PersonPart, PlacePart};

/// A question with its input. Exactly one of `text`, `picks`, `ticks`, `menu`, `date`, `lasting`,
/// `file` is there.
#[derive(Debug, Default, Serialize)]
pub struct Input {
    id: String,
    label: String,
    optional: bool,
    pub(super) hint: Option<String>,
    error: Option<String>,
    /// What an officer asked to be mended.
    remark: Option<String>,
    /// Ids of remark, hint and error, for `aria-describedby`.
    described: Option<String>,
    pub(super) text: Option<TextBox>,
    pub(super) picks: Option<Vec<Pick>>,
    pub(super) ticks: Option<Vec<Pick>>,
    pub(super) menu: Option<Vec<Pick>>,
    lasting: Option<Lasting>,
    date: Option<DateBoxes>,
    file: Option<FileBox>,
    /// A paper that is only shown at the desk.
    paper: bool,
    /// Folded away under these words: few people need it.
    folded: Option<&'static str>,
    /// Whether what is folded away is open.
    open: bool,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct TextBox {
    kind: &'static str,
    mode: Option<&'static str>,
    complete: &'static str,
    width: &'static str,
    value: String,
}

#[derive(Debug, Serialize)]
struct DateBoxes {
    day: String,
    months: Vec<Pick>,
    year: String,
}

#[derive(Debug, Serialize)]
struct FileBox {
    accept: String,
    many: bool,
    kept: Vec<Kept>,
}

#[derive(Debug, Serialize)]
struct Kept {
    id: String,
    name: String,
    value: String,
}

/// Makes the inputs of one form, and gathers what is wrong for its summary.
pub(super) struct Inputs<'a> {
    pub typed: &'a Typed,
    pub problems: &'a [Problem],
    pub offered: Offered<'a>,
    /// The section, in front of the messages of the summary: "Ibu".
    pub section: String,
    /// The applicant's own data: browsers may fill them.
    pub own: bool,
    pub found: Vec<Listed>,
}

impl Inputs<'_> {
    /// The messages for exactly this place, also noted for the summary.
    pub fn error(&mut self, path: &str) -> Option<String> {
        let here: Vec<&str> = self
            .problems
            .iter()
            .filter(|problem| problem.path == path)
            .map(|problem| problem.message.as_str())
            .collect();
        if here.is_empty() {
            return None;
        }
        let message = here.join(" ");
        let text = if self.section.is_empty() {
            message.clone()
        } else {
            format!("{}: {message}", self.section)
        };
        self.found.push(Listed { path: path.to_owned(), text });
        Some(message)
    }

    /// The question of a simple kind or of files. Composite kinds are sections of their own.
    pub fn simple(
        &mut self,
        kind: &FieldKind,
        path: &str,
        label: &str,
        hint: Option<&str>,
    ) -> Input {
        let mut input = self.base(path, label, hint.map(str::to_owned));
        let value = self.typed.get(path);
        match kind {
            FieldKind::Date { .. } => input.date = Some(self.date(path)),
            FieldKind::Bool => {
                input.picks = Some(picks(path, [("ya", "Ya"), ("tidak", "Tidak")], value));
            }
            FieldKind::Choice(choices) => self.choice(&mut input, choices, path),
            FieldKind::Period(class) => input.lasting = Some(self.lasting(path, *class)),
            FieldKind::Case { .. } => self.case(&mut input, kind, path),
            FieldKind::File { accept, many, bring, .. } => {
                input.file = self.file(path, accept, *many, *bring);
                input.paper = *bring == Bring::Show;
                if *bring != Bring::Upload && input.hint.is_none() {
                    input.hint = Some("Tunjukkan juga kertas aslinya di kantor kelurahan.".into());
                }
            }
            // Not `type=time`: it asks for AM and PM on phones that are set to English.
            FieldKind::Time => {
                input.hint.get_or_insert_with(|| "Misalnya 08.30 atau 14.05.".into());
                input.text = Some(text(value, "text", None, "s"));
            }
            FieldKind::Number { .. } => {
                input.text = Some(text(value, "text", Some("numeric"), "s"));
            }
            FieldKind::Money { .. } => {
                input.hint.get_or_insert_with(|| "Dalam rupiah, misalnya 1.500.000.".into());
                input.text = Some(text(value, "text", Some("numeric"), "m"));
            }
            _ => input.text = Some(text(value, "text", None, "")),
        }
        described(input)
    }

    /// The questions for one part of a person.
    pub fn person_part(&mut self, part: PersonPart, path: &str) -> Vec<Input> {
        let path = format!("{path}.{}", part.key());
        let kind = part.kind();
        if let FieldKind::Place { ask } = kind {
            let missing = self.error(&path);
            let mut inputs: Vec<Input> =
                ask.iter().map(|part| self.place_part(*part, &path)).collect();
            // An address is no input of its own: what is wrong with the whole is said at its first.
            if let (Some(message), Some(first)) = (missing, inputs.first_mut()) {
                for line in self.found.iter_mut().filter(|line| line.path == path) {
                    line.path.clone_from(&first.id);
                }
                first.error.get_or_insert(message);
            }
            return inputs.into_iter().map(described).collect();
        }
        let hint = match part {
            PersonPart::Nik => Some("16 angka. Lihat KTP."),
            PersonPart::Kk => Some("16 angka. Lihat Kartu Keluarga, di atas."),
            _ => None,
        };
        let mut input = self.simple(&kind, &path, part.title(), hint);
        if let Some(text) = &mut input.text {
            (text.kind, text.mode, text.width) = match part {
                PersonPart::Nik | PersonPart::Kk => ("text", Some("numeric"), "m"),
                PersonPart::Phone => ("tel", None, "m"),
                _ => ("text", None, ""),
            };
            text.complete = match part {
                PersonPart::Phone if self.own => "tel",
                PersonPart::Name if self.own => "name",
                _ => "off",
            };
        }
        vec![input]
    }

    /// A foreigner gives a passport where a NIK is asked.
    pub fn passport(&mut self, path: &str) -> Input {
        let part = PersonPart::Passport;
        let path = format!("{path}.{}", part.key());
        let input = self.simple(&part.kind(), &path, part.title(), Some("Lihat paspor."));
        let open = input.error.is_some() || !self.typed.get(&path).is_empty();
        Input { folded: Some("Bukan WNI? Isi nomor paspor, kosongkan NIK."), open, ..input }
    }

    /// The question for one part of a place.
    pub fn place_part(&mut self, part: PlacePart, path: &str) -> Input {
        let path = format!("{path}.{}", part.key());
        let mut input = self.base(&path, part.title(), None);
        let value = self.typed.get(&path);
        match part {
            PlacePart::Area if !self.offered.areas.is_empty() => {
                let areas = self.offered.areas.iter();
                let known = areas.map(|(code, name)| (code.as_str(), name.as_str())).collect();
                input.menu = Some(Self::with_other(&path, known, value));
            }
            PlacePart::Point => {
                input.hint = Some("Salin dari peta, misalnya -7.7543, 113.2159.".into());
                input.text = Some(text(value, "text", None, "m"));
            }
            PlacePart::Area => {
                input.hint = Some("Tulis kodenya, misalnya 35.74.03.1004.".into());
                input.text = Some(text(value, "text", None, "m"));
            }
            PlacePart::Rt | PlacePart::Rw | PlacePart::Postcode => {
                input.text = Some(text(value, "text", Some("numeric"), "s"));
            }
            PlacePart::Street => input.text = Some(text(value, "text", None, "")),
        }
        described(input)
    }

    fn base(&mut self, path: &str, label: &str, hint: Option<String>) -> Input {
        let error = self.error(path);
        Input { id: path.to_owned(), label: label.to_owned(), hint, error, ..Input::default() }
    }

    fn date(&self, path: &str) -> DateBoxes {
        let part = |part: &str| self.typed.get(&format!("{path}.{part}")).to_owned();
        let chosen = part("m");
        let months = (1..).zip(MONTHS).map(|(n, name): (u8, _)| Pick {
            id: String::new(),
            value: n.to_string(),
            label: name.to_owned(),
            on: chosen.trim_start_matches('0') == n.to_string(),
        });
        DateBoxes { day: part("d"), months: months.collect(), year: part("y") }
    }

    fn file(
        &self,
        path: &str,
        accept: &[impl AsRef<str>],
        many: u32,
        bring: Bring,
    ) -> Option<FileBox> {
        if bring == Bring::Show {
            return None;
        }
        let media = accept.iter().map(|ending| match ending.as_ref() {
            "pdf" => "application/pdf",
            "png" => "image/png",
            "mp4" => "video/mp4",
            _ => "image/jpeg",
        });
        let kept = (1..).zip(self.typed.files(path)).map(|(n, file): (usize, _)| Kept {
            id: format!("{path}.{n}"),
            value: format!("{} {} {} {}", file.sha256, file.size, file.media, file.name),
            name: file.name,
        });
        Some(FileBox {
            accept: media.collect::<Vec<_>>().join(","),
            many: many > 1,
            kept: kept.collect(),
        })
    }
}

impl Input {
    /// Puts a remark at the question, if it is `path`.
    pub(super) fn remark(&mut self, path: &str, text: &str) {
        if self.id == path {
            self.remark = Some(text.to_owned());
            let ids = [format!("{path}-r")].into_iter().chain(self.described.take());
            self.described = Some(ids.collect::<Vec<_>>().join(" "));
        }
    }

    /// Marks that the answer may stay empty.
    pub(super) fn may_stay_empty(mut self, optional: bool) -> Self {
        self.optional = optional;
        self
    }
}

fn described(mut input: Input) -> Input {
    let hint = input.hint.as_ref().map(|_| format!("{}-h", input.id));
    let error = input.error.as_ref().map(|_| format!("{}-e", input.id));
    let ids: Vec<String> = hint.into_iter().chain(error).collect();
    input.described = (!ids.is_empty()).then(|| ids.join(" "));
    input
}

pub(super) fn text(
    value: &str,
    kind: &'static str,
    mode: Option<&'static str>,
    width: &'static str,
) -> TextBox {
    TextBox { kind, mode, complete: "off", width, value: value.to_owned() }
}
