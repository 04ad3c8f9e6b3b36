//! One question of a form, as its template needs it.

use serde::Serialize;

use super::{Listed, Typed};
use crate::area::AreaCode;
use crate::calendar::MONTHS;
use crate::desk::Problem;
use crate::workflow::{Bring, FieldKind, PersonPart, PlacePart};

/// A question with its input. Exactly one of `text`, `picks`, `menu`, `date`, `file` is there.
#[derive(Debug, Default, Serialize)]
pub struct Input {
    id: String,
    label: String,
    optional: bool,
    hint: Option<String>,
    error: Option<String>,
    /// Ids of hint and error, for `aria-describedby`.
    described: Option<String>,
    text: Option<TextBox>,
    picks: Option<Vec<Pick>>,
    menu: Option<Vec<Pick>>,
    date: Option<DateBoxes>,
    file: Option<FileBox>,
    /// A paper that is only shown at the desk.
    paper: bool,
}

#[derive(Debug, Default, Serialize)]
struct TextBox {
    kind: &'static str,
    mode: Option<&'static str>,
    complete: &'static str,
    width: &'static str,
    value: String,
}

/// One possibility of a choice.
#[derive(Debug, Serialize)]
pub struct Pick {
    id: String,
    value: String,
    label: String,
    on: bool,
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

/// More possibilities than this are a menu, not a list of round buttons.
const MOST_PICKS: usize = 6;

/// Makes the inputs of one form, and gathers what is wrong for its summary.
pub(super) struct Inputs<'a> {
    pub typed: &'a Typed,
    pub problems: &'a [Problem],
    pub areas: &'a [(AreaCode, String)],
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
            FieldKind::Choice(choices) => {
                let all = picks(path, choices.0.iter().map(|(k, w)| (&**k, &**w)), value);
                if all.len() > MOST_PICKS {
                    input.menu = Some(all);
                } else {
                    input.picks = Some(all);
                }
            }
            FieldKind::File { accept, many, bring } => {
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

    /// The question for one part of a place.
    pub fn place_part(&mut self, part: PlacePart, path: &str) -> Input {
        let path = format!("{path}.{}", part.key());
        let mut input = self.base(&path, part.title(), None);
        let value = self.typed.get(&path);
        match part {
            PlacePart::Area if !self.areas.is_empty() => {
                let known = self.areas.iter().map(|(code, name)| (code.as_str(), name.as_str()));
                let other = (!value.is_empty()
                    && !self.areas.iter().any(|(code, _)| code.as_str() == value))
                .then_some((value, value));
                input.menu = Some(picks(&path, known.chain(other), value));
            }
            PlacePart::Area => {
                input.hint = Some("Tulis kodenya, misalnya 35.74.03.1004.".into());
                input.text = Some(text(value, "text", None, "m"));
            }
            PlacePart::Rt | PlacePart::Rw | PlacePart::Postcode => {
                input.text = Some(text(value, "text", Some("numeric"), "s"));
            }
            _ => input.text = Some(text(value, "text", None, "")),
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

fn text(
    value: &str,
    kind: &'static str,
    mode: Option<&'static str>,
    width: &'static str,
) -> TextBox {
    TextBox { kind, mode, complete: "off", width, value: value.to_owned() }
}

/// The first possibility has the id of the question, so that the summary's link leads to it.
fn picks<'a>(
    path: &str,
    choices: impl IntoIterator<Item = (&'a str, &'a str)>,
    chosen: &str,
) -> Vec<Pick> {
    let pick = |(n, (value, label)): (usize, (&str, &str))| Pick {
        id: if n == 0 { path.to_owned() } else { format!("{path}-{n}") },
        value: value.to_owned(),
        label: label.to_owned(),
        on: value == chosen,
    };
    choices.into_iter().enumerate().map(pick).collect()
}
