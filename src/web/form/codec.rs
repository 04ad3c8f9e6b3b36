//! Between the texts of inputs and the values of fields, both ways.

use std::sync::Arc;

use super::Typed;
use crate::desk::Problem;
use crate::workflow::{
    CaseRef, Column, Field, FieldKind, Parts, PersonPart, PlacePart, Row, Value,
};

/// Reads the answer to a field. What cannot be read is a problem, and no value.
pub fn read(field: &Field, typed: &Typed, problems: &mut Vec<Problem>) -> Option<Value> {
    let mut reader = Reader { typed, problems };
    reader.value(field.id.as_str(), &field.kind, &|text| field.parse(text))
}

/// Writes an answer as the texts of its inputs.
pub fn write(field: &Field, value: &Value, typed: &mut Typed) {
    write_value(field.id.as_str(), value, typed);
}

/// Reads a text, or says how to mend it.
type Parse<'a> = &'a dyn Fn(&str) -> Result<Value, String>;

struct Reader<'a> {
    typed: &'a Typed,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn value(&mut self, path: &str, kind: &FieldKind, parse: Parse<'_>) -> Option<Value> {
        match kind {
            FieldKind::Date { .. } => self.date(path, parse),
            FieldKind::Person { ask, .. } => {
                // A foreigner gives a passport instead of a NIK.
                let passport =
                    ask.contains(&PersonPart::Nik) && !ask.contains(&PersonPart::Passport);
                let extra = passport.then_some(&PersonPart::Passport);
                let part = |part: &PersonPart| {
                    let path = format!("{path}.{}", part.key());
                    let value = self.value(&path, &part.kind(), &|text| part.parse(text))?;
                    Some((Arc::from(part.key()), value))
                };
                some(ask.iter().chain(extra).filter_map(part).collect()).map(Value::Person)
            }
            FieldKind::Place { ask } => {
                let part = |part: &PlacePart| {
                    let path = format!("{path}.{}", part.key());
                    let value = self.text(&path, &|text| part.parse(text))?;
                    Some((Arc::from(part.key()), value))
                };
                some(ask.iter().filter_map(part).collect()).map(Value::Place)
            }
            FieldKind::List { columns, .. } => {
                let ids = self.typed.rows(path);
                let row = |id: u32| {
                    let cell = |column: &Column| {
                        let path = format!("{path}.{id}.{}", column.id);
                        let value = self.value(&path, &column.kind, &|text| column.parse(text))?;
                        Some((column.id.clone(), value))
                    };
                    Some(Row { id, cells: some(columns.iter().filter_map(cell).collect())? })
                };
                let rows: Vec<Row> = ids.into_iter().filter_map(row).collect();
                (!rows.is_empty()).then_some(Value::List(rows))
            }
            FieldKind::File { .. } => {
                let files = self.typed.files(path);
                (!files.is_empty()).then_some(Value::File(files))
            }
            FieldKind::Choice(choices) if choices.many => self.ticked(path, parse),
            FieldKind::Period(_) => self.lasting(path, parse),
            FieldKind::Case { .. } => {
                let ticket = self.typed.get(path);
                (!ticket.is_empty()).then(|| Value::Case(Box::new(CaseRef::named(ticket))))
            }
            // People copy 3.200 gram from a paper; the dot is theirs, not the number's.
            FieldKind::Number { .. } => {
                self.text(path, &|text| parse(&text.replace([' ', '.'], "")))
            }
            FieldKind::Text { .. } => self
                .text(path, &|text| parse(&text.split_whitespace().collect::<Vec<_>>().join(" "))),
            _ => self.text(path, parse),
        }
    }

    fn text(&mut self, path: &str, parse: Parse<'_>) -> Option<Value> {
        let text = self.typed.get(path);
        if text.is_empty() { None } else { self.keep(path, parse(text)) }
    }

    /// A day from three boxes, or from one text as other programs send it (2026-11-20).
    fn date(&mut self, path: &str, parse: Parse<'_>) -> Option<Value> {
        let part = |part: &str| self.typed.get(&format!("{path}.{part}"));
        let (day, month, year) = (part("d"), part("m"), part("y"));
        let parts = [day, month, year];
        if parts.iter().all(|part| part.is_empty()) {
            return self.text(path, parse);
        }
        let read = if parts.iter().any(|part| part.is_empty()) {
            Err("Isi tanggal, bulan, dan tahun.".to_owned())
        } else if year.len() != 4 {
            Err("Tulis tahun dengan empat angka, misalnya 1990.".to_owned())
        } else {
            let there = || "Tanggal ini tidak ada di kalender. Periksa lagi.".to_owned();
            parse(&format!("{day}-{month}-{year}")).map_err(|_| there())
        };
        self.keep(path, read)
    }

    /// The boxes that are ticked, as one text with blanks between the keys.
    fn ticked(&mut self, path: &str, parse: Parse<'_>) -> Option<Value> {
        let prefix = format!("{path}.");
        let ticked: Vec<&str> =
            self.typed.of(path).filter_map(|(name, _)| name.strip_prefix(&prefix)).collect();
        if ticked.is_empty() {
            self.text(path, parse)
        } else {
            self.keep(path, parse(&ticked.join(" ")))
        }
    }

    /// A length of time from a number and its unit, or from one text.
    fn lasting(&mut self, path: &str, parse: Parse<'_>) -> Option<Value> {
        let part = |part: &str| self.typed.get(&format!("{path}.{part}")).to_owned();
        let (count, unit) = (part("n"), part("u"));
        match (count.is_empty(), unit.is_empty()) {
            (true, _) => self.text(path, parse),
            (false, true) => {
                self.keep(path, Err("Pilih satuannya: hari, bulan, atau yang lain.".to_owned()))
            }
            _ => self.keep(path, parse(&format!("{count}{unit}"))),
        }
    }

    fn keep(&mut self, path: &str, read: Result<Value, String>) -> Option<Value> {
        let problem = |message| Problem { path: path.to_owned(), message };
        read.map_err(|message| self.problems.push(problem(message))).ok()
    }
}

fn some(parts: Parts) -> Option<Parts> {
    (!parts.is_empty()).then_some(parts)
}

fn write_value(path: &str, value: &Value, typed: &mut Typed) {
    let text = match value {
        Value::Text(text) | Value::Choice(text) => text.to_string(),
        Value::Number(number) | Value::Money(number) => number.to_string(),
        Value::Bool(yes) => if *yes { "ya" } else { "tidak" }.to_owned(),
        Value::Time(time) => format!("{:02}.{:02}", time.hour(), time.minute()),
        Value::Period(period) => {
            typed.set(format!("{path}.n"), period.count.to_string());
            return typed.set(format!("{path}.u"), period.unit.symbol());
        }
        Value::Many(values) => {
            let key = |value: &Value| match value {
                Value::Choice(key) => Some(key.to_string()),
                Value::Office(office) => Some(office.to_string()),
                Value::Area(area) => Some(area.to_string()),
                _ => None,
            };
            for key in values.iter().filter_map(key) {
                typed.set(format!("{path}.{key}"), "1");
            }
            return;
        }
        Value::Case(earlier) => earlier.ticket.to_string(),
        Value::Area(area) => area.to_string(),
        Value::Office(office) => office.to_string(),
        Value::Date(date) => {
            typed.set(format!("{path}.d"), date.day().to_string());
            typed.set(format!("{path}.m"), date.month().to_string());
            return typed.set(format!("{path}.y"), date.year().to_string());
        }
        Value::Person(parts) | Value::Place(parts) => {
            return parts.iter().for_each(|(part, value)| {
                write_value(&format!("{path}.{part}"), value, typed);
            });
        }
        Value::List(rows) => {
            typed.set_rows(path, &rows.iter().map(|row| row.id).collect::<Vec<_>>());
            return rows.iter().for_each(|row| {
                for (column, cell) in &row.cells {
                    write_value(&format!("{path}.{}.{column}", row.id), cell, typed);
                }
            });
        }
        Value::File(files) => return typed.set_files(path, files),
    };
    typed.set(path, text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample_form;

    #[test]
    fn what_is_written_is_read_back() {
        let form = sample_form::birth_form();
        for (field, value) in form.fields {
            let Some(value) = value else { continue };
            let (mut typed, mut problems) = (Typed::default(), vec![]);
            write(&field, &value, &mut typed);
            assert_eq!(read(&field, &typed, &mut problems), Some(value), "{}", field.id);
            assert_eq!(problems, []);
        }
    }

    #[test]
    fn people_write_numbers_and_times_in_their_own_way() {
        let typed: Typed = [
            ("ibu.nik", "3574 0345 0590 9001"),
            ("ibu.birth_date.d", "5"),
            ("ibu.birth_date.m", "5"),
            ("ibu.birth_date.y", "1990"),
            ("pukul", "8.05"),
            ("berat", "3.200"),
        ]
        .into_iter()
        .collect();
        let mut problems = vec![];
        let mut read = |id: &str, kind| {
            super::read(&sample_form::field(id, "Isian", kind), &typed, &mut problems)
        };
        let ask = vec![PersonPart::Nik, PersonPart::BirthDate];
        let Some(Value::Person(ibu)) = read("ibu", FieldKind::person(ask)) else { panic!() };
        assert_eq!(ibu["nik"], Value::Text("3574034505909001".into()));
        assert_eq!(ibu["birth_date"], Value::Date(jiff::civil::date(1990, 5, 5)));
        let eight = Value::Time(jiff::civil::time(8, 5, 0, 0));
        assert_eq!(read("pukul", FieldKind::Time), Some(eight));
        let weight = FieldKind::Number { min: None, max: None };
        assert_eq!(read("berat", weight), Some(Value::Number(3200)));
        assert_eq!(problems, []);
    }

    #[test]
    fn what_cannot_be_read_is_a_problem_with_its_place() {
        let typed: Typed = [
            ("a.d", "31"),
            ("a.m", "2"),
            ("a.y", "2026"),
            ("b.d", "1"),
            ("c.d", "1"),
            ("c.m", "1"),
            ("c.y", "90"),
            ("d", "dua"),
            ("e.nik", "357403450590900"),
            ("e.address.area", "Jati"),
        ]
        .into_iter()
        .collect();
        let mut problems = vec![];
        let mut read = |id: &str, kind| {
            super::read(&sample_form::field(id, "Isian", kind), &typed, &mut problems)
        };
        for id in ["a", "b", "c"] {
            assert_eq!(read(id, FieldKind::Date { min: None, max: None }), None);
        }
        assert_eq!(read("d", FieldKind::Number { min: None, max: None }), None);
        let ask = vec![PersonPart::Nik, PersonPart::Address];
        assert_eq!(read("e", FieldKind::person(ask)), None);
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["a", "b", "c", "d", "e.nik", "e.address.area"]);
        assert_eq!(problems[4].message, "NIK harus 16 angka. Anda menulis 15 angka.");
    }
}
