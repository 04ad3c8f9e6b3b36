//! A form in readable sections: the letter's data, each person, the papers.

use serde::Serialize;

use super::Typed;
use super::input::{Input, Inputs};
use super::offered::Offered;
use crate::desk::Problem;
use crate::workflow::{Column, Field, FieldKind, PersonPart, Value};

/// A section: a heading with its questions.
#[derive(Debug, Serialize)]
pub struct Section {
    id: String,
    title: String,
    help: Option<String>,
    optional: bool,
    error: Option<String>,
    /// What an officer asked to be mended.
    remark: Option<String>,
    inputs: Vec<Input>,
    /// The list that begins here: the ids of its rows, by the input's name.
    rows: Option<(String, String)>,
    /// Where links to the list lead, if it has no section of its own.
    anchor: Option<String>,
    /// The list to which a button adds a row.
    add: Option<String>,
}

impl Section {
    /// Puts a remark at the question `path`, if it is this section's or one in it.
    pub fn remark(&mut self, path: &str, text: &str) {
        if self.id == path || self.anchor.as_deref() == Some(path) {
            self.remark = Some(text.to_owned());
        } else {
            self.inputs.iter_mut().for_each(|input| input.remark(path, text));
        }
    }
}

/// A line of the summary of errors: where it leads, and the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The id of the input.
    pub path: String,
    /// What is wrong.
    pub text: String,
}

/// Under a section that may be left out: its questions alone do not say so.
const SKIP: &str = "Lewati bagian ini kalau tidak ada. Kalau diisi, isi semuanya.";

/// What kinds of questions one section gathers.
#[derive(PartialEq)]
enum Gathers {
    Data,
    Papers,
    One,
}

/// The sections of `fields`, and the summary of what is wrong, in the order of the page.
pub fn sections<'f>(
    fields: impl IntoIterator<Item = &'f Field>,
    typed: &Typed,
    problems: &[Problem],
    offered: Offered<'_>,
) -> (Vec<Section>, Vec<Listed>) {
    let fields: Vec<&Field> = fields.into_iter().collect();
    let problems = &by_row(&fields, typed, problems);
    let mut inputs =
        Inputs { typed, problems, offered, section: String::new(), own: false, found: vec![] };
    let mut out: Vec<Section> = Vec::new();
    let mut last = Gathers::One;
    let mut titles = ["Data untuk surat", "Data lain"].into_iter().cycle();
    for field in fields {
        let path = field.id.as_str();
        let gathers = match &field.kind {
            FieldKind::Person { .. } | FieldKind::Place { .. } | FieldKind::List { .. } => {
                Gathers::One
            }
            FieldKind::File { .. } => Gathers::Papers,
            _ => Gathers::Data,
        };
        if gathers == Gathers::One {
            inputs.own = path == "applicant";
            composite(&mut inputs, field, &mut out);
        } else {
            if gathers != last {
                let title = match gathers {
                    Gathers::Papers => "Foto atau berkas",
                    _ => titles.next().unwrap_or_default(),
                };
                out.push(empty(format!("{path}.bagian"), title));
            }
            inputs.section = String::new();
            let hint = hint(field.help.as_deref(), field.example.as_ref());
            let input = inputs.simple(&field.kind, path, &field.title, hint.as_deref());
            if let Some(section) = out.last_mut() {
                section.inputs.push(input.may_stay_empty(field.optional));
            }
        }
        last = gathers;
    }
    // What is said about no input of the page still has to be read.
    let said = |p: &Problem| inputs.found.iter().any(|line| line.text.ends_with(&p.message));
    let elsewhere = problems.iter().filter(|problem| !said(problem));
    let rest = elsewhere.map(|p| Listed { path: "isi".into(), text: p.message.clone() });
    let summary = inputs.found.iter().cloned().chain(rest.collect::<Vec<_>>()).collect();
    (out, summary)
}

/// The desk counts the rows that were filled; inputs have the ids of all rows that are shown.
fn by_row(fields: &[&Field], typed: &Typed, problems: &[Problem]) -> Vec<Problem> {
    let place = |problem: &Problem| {
        let (list, rest) = problem.path.split_once('.')?;
        let field = fields.iter().find(|field| field.id.as_str() == list)?;
        let FieldKind::List { .. } = field.kind else { return None };
        let (number, rest) = rest.split_once('.').unwrap_or((rest, ""));
        let filled = |id: &u32| typed.of(&format!("{list}.{id}")).next().is_some();
        let rows: Vec<u32> = typed.rows(list).into_iter().filter(filled).collect();
        let id = rows.get(number.parse::<usize>().ok()?.checked_sub(1)?)?;
        Some(format!("{list}.{id}.{rest}").trim_end_matches('.').to_owned())
    };
    let moved = |problem: &Problem| Problem {
        path: place(problem).unwrap_or_else(|| problem.path.clone()),
        message: problem.message.clone(),
    };
    problems.iter().map(moved).collect()
}

fn composite(inputs: &mut Inputs<'_>, field: &Field, out: &mut Vec<Section>) {
    let path = field.id.as_str();
    inputs.section = field.title.to_string();
    let mut section = empty(path.to_owned(), &field.title);
    section.help =
        hint(field.help.as_deref(), None).or_else(|| field.optional.then(|| SKIP.to_owned()));
    section.optional = field.optional;
    section.error = inputs.error(path);
    let FieldKind::List { columns, min, max } = &field.kind else {
        section.inputs = questions(inputs, &field.kind, path, &field.title, None);
        return out.push(section);
    };
    let mut rows = inputs.typed.rows(path);
    let least = (*min).max(1);
    let mut next = rows.iter().max().map_or(1, |last| last + 1);
    while rows.len() < least as usize {
        rows.push(next);
        next += 1;
    }
    let more = rows.len() < *max as usize;
    let single = match columns.as_slice() {
        [Column { title, kind: FieldKind::Person { .. }, .. }] => title,
        _ => &field.title,
    };
    let mut anchor = Some(path.to_owned());
    if section.help.is_some() || section.error.is_some() {
        out.push(section);
        anchor = None;
    }
    let ids: Vec<String> = rows.iter().map(u32::to_string).collect();
    let mut begins = Some((format!("{path}.rows"), ids.join(" ")));
    for (number, id) in (1..).zip(&rows) {
        inputs.section = format!("{single} {number}");
        let path = format!("{path}.{id}");
        let mut row = empty(path.clone(), &inputs.section);
        row.optional = number > *min;
        row.rows = begins.take();
        row.anchor = anchor.take();
        row.error = inputs.error(&path);
        for column in columns {
            let path = format!("{path}.{}", column.id);
            let person = matches!(column.kind, FieldKind::Person { .. } | FieldKind::Place { .. });
            if person && row.error.is_none() {
                row.error = inputs.error(&path);
            }
            let hint = hint(column.help.as_deref(), column.example.as_ref());
            let asked = questions(inputs, &column.kind, &path, &column.title, hint.as_deref());
            let empty = (column.optional || column.when.is_some()) && !person;
            row.inputs.extend(asked.into_iter().map(|input| input.may_stay_empty(empty)));
        }
        out.push(row);
    }
    if let Some(last) = out.last_mut() {
        last.add = more.then(|| path.to_owned());
    }
}

fn questions(
    inputs: &mut Inputs<'_>,
    kind: &FieldKind,
    path: &str,
    title: &str,
    hint: Option<&str>,
) -> Vec<Input> {
    match kind {
        FieldKind::Person { ask, .. } => {
            let passport = !ask.contains(&PersonPart::Passport);
            let part = |part: &PersonPart| {
                let mut asked = inputs.person_part(*part, path);
                if *part == PersonPart::Nik && passport {
                    asked.push(inputs.passport(path));
                }
                asked
            };
            ask.iter().flat_map(part).collect()
        }
        FieldKind::Place { ask } => ask.iter().map(|part| inputs.place_part(*part, path)).collect(),
        kind => vec![inputs.simple(kind, path, title, hint)],
    }
}

/// What helps to answer: the author's sentence, and an example.
fn hint(help: Option<&str>, example: Option<&Value>) -> Option<String> {
    let example = example.and_then(shown).map(|example| format!("Misalnya {example}."));
    let parts: Vec<String> = help.map(str::to_owned).into_iter().chain(example).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// An example as people would write it; none of what is picked from a list.
fn shown(example: &Value) -> Option<String> {
    Some(match example {
        Value::Text(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Money(amount) => crate::web::words::fee(*amount),
        Value::Date(date) => crate::calendar::long_date(*date),
        Value::Time(time) => format!("{:02}.{:02}", time.hour(), time.minute()),
        _ => return None,
    })
}

fn empty(id: String, title: &str) -> Section {
    Section {
        id,
        title: title.to_owned(),
        help: None,
        optional: false,
        error: None,
        remark: None,
        inputs: Vec::new(),
        rows: None,
        anchor: None,
        add: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample_form;

    fn titles(sections: &[Section]) -> Vec<&str> {
        sections.iter().map(|section| section.title.as_str()).collect()
    }

    #[test]
    fn people_and_papers_have_sections_of_their_own() {
        let fields: Vec<Field> =
            sample_form::birth_form().fields.into_iter().map(|(f, _)| f).collect();
        let (sections, summary) = sections(&fields, &Typed::default(), &[], Offered::NOTHING);
        assert_eq!(
            titles(&sections),
            [
                "Tentang Anda (pelapor)",
                "Data untuk surat",
                "Ibu",
                "Ayah",
                "Data lain",
                "Saksi 1",
                "Saksi 2",
                "Foto atau berkas"
            ]
        );
        assert_eq!(summary, []);
    }

    #[test]
    fn only_what_may_stay_empty_says_so() {
        let fields: Vec<Field> =
            sample_form::birth_form().fields.into_iter().map(|(f, _)| f).collect();
        let (sections, _) = sections(&fields, &Typed::default(), &[], Offered::NOTHING);
        for section in sections {
            assert_eq!(section.optional, section.title == "Ayah", "{}", section.title);
            assert_eq!(section.help.as_deref(), section.optional.then_some(SKIP));
        }
    }

    #[test]
    fn the_summary_leads_to_the_input_and_names_the_person() {
        let fields: Vec<Field> =
            sample_form::birth_form().fields.into_iter().map(|(f, _)| f).collect();
        let problem =
            |path: &str, message: &str| Problem { path: path.into(), message: message.into() };
        let problems = [
            problem("mother.nik", "NIK harus 16 angka."),
            problem("child_name", "Isi nama anak."),
            problem("mother.address", "Alamat belum diisi."),
            problem("elsewhere", "Surat ini sudah diminta."),
        ];
        let (_, summary) = sections(&fields, &Typed::default(), &problems, Offered::NOTHING);
        let lines: Vec<(&str, &str)> =
            summary.iter().map(|line| (line.path.as_str(), line.text.as_str())).collect();
        assert_eq!(
            lines,
            [
                ("child_name", "Isi nama anak."),
                ("mother.nik", "Ibu: NIK harus 16 angka."),
                ("mother.address.street", "Ibu: Alamat belum diisi."),
                ("isi", "Surat ini sudah diminta."),
            ]
        );
    }
}
