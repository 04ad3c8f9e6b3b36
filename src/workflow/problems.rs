//! Whether a whole answer fits its field: every asked part is there and may stand there.

use super::{
    Bring, Choices, Column, Expr, Field, FieldKind, FileRef, Parts, PersonPart, PlacePart, Root,
    Row, Scope, Value, eval,
};

/// What is wrong with a part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which: empty for the answer as a whole, `nik`, `address.rt`, `2.person.nik` (row 2).
    pub part: String,
    /// A sentence in Indonesian that says how to mend it.
    pub message: String,
}

impl Field {
    /// What is wrong with an answer to this field; nothing if it fits. Rules of `check` and
    /// whether the field must be answered at all are judged elsewhere.
    pub fn problems(&self, value: &Value, scope: &impl Scope) -> Vec<Problem> {
        let mut search = Search { scope, row: None, found: Vec::new() };
        search.value("", &self.title, &self.kind, value);
        search.found
    }
}

struct Search<'a, S> {
    scope: &'a S,
    /// The row at hand, with the columns of its list.
    row: Option<(&'a Row, &'a [Column])>,
    found: Vec<Problem>,
}

impl<'a, S: Scope> Search<'a, S> {
    fn add(&mut self, part: &str, message: String) {
        self.found.push(Problem { part: part.to_owned(), message });
    }

    fn value(&mut self, part: &str, title: &str, kind: &'a FieldKind, value: &'a Value) {
        match (kind, value) {
            (FieldKind::Person { ask, .. }, Value::Person(parts)) => {
                self.person(part, ask, parts);
            }
            (FieldKind::Place { ask }, Value::Place(parts)) => self.place(part, ask, parts),
            (FieldKind::Case { .. }, Value::Case(_)) => {}
            (FieldKind::Choice(choices), Value::Many(values)) => {
                self.several(part, title, choices, values);
            }
            (FieldKind::List { columns, min, max }, Value::List(rows)) => {
                let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
                if count < *min {
                    let message =
                        format!("{title}: isilah paling sedikit {min} baris. Baru ada {count}.");
                    self.add(part, message);
                }
                if count > *max {
                    self.add(
                        part,
                        format!("{title}: paling banyak {max} baris. Hapus {}.", count - max),
                    );
                }
                for (index, row) in rows.iter().enumerate() {
                    self.row(&join(part, &(index + 1).to_string()), columns, row);
                }
            }
            (FieldKind::File { .. }, Value::File(files)) => self.files(part, title, kind, files),
            (FieldKind::Date { min, max }, Value::Date(date)) => {
                let row = self.row;
                let read = |expr: &Expr| eval::evaluate_in(expr, self.scope, row);
                let bound = |expr: &Option<Expr>| match read(expr.as_ref()?)? {
                    Value::Date(bound) => Some(bound),
                    _ => None,
                };
                let (min, max) = (bound(min), bound(max));
                if let Some(min) = min.filter(|min| date < min) {
                    self.add(part, format!("{title} paling awal {}.", spoken(min)));
                }
                if let Some(max) = max.filter(|max| date > max) {
                    self.add(part, format!("{title} paling akhir {}.", spoken(max)));
                }
            }
            (kind, value) => {
                let read = match text(value) {
                    Some(text) => super::input::parse(title, kind, &text),
                    None => Err(unfit(title)),
                };
                self.read(part, title, value, read);
            }
        }
    }

    fn several(&mut self, part: &str, title: &str, choices: &Choices, values: &[Value]) {
        let known = |value: &Value| text(value).is_some_and(|key| choices.value(&key).is_some());
        let same = choices.several(values.to_vec());
        if values.is_empty() {
            self.add(part, format!("{title} belum dipilih. Pilihlah paling sedikit satu."));
        } else if !values.iter().all(known) || same != Value::Many(values.to_vec()) {
            self.add(part, format!("{title} belum dipilih. Pilihlah dari daftar."));
        }
    }

    fn files(&mut self, part: &str, title: &str, kind: &FieldKind, files: &[FileRef]) {
        let FieldKind::File { accept, many, min, bring } = kind else { return };
        if *bring == Bring::Show {
            return;
        }
        let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
        if count == 0 {
            self.add(part, format!("{title} belum dilampirkan."));
        } else if count < *min {
            self.add(
                part,
                format!("{title}: kirim paling sedikit {min} berkas. Baru ada {count}."),
            );
        }
        if count > *many {
            self.add(part, format!("{title}: paling banyak {many} berkas. Hapus yang lain."));
        }
        let accepted = |file: &&FileRef| accept.iter().any(|ending| media(ending) == file.media);
        for file in files.iter().filter(|file| !accepted(file)) {
            let kinds: Vec<String> = accept.iter().map(|ending| ending.to_uppercase()).collect();
            let (name, kinds) = (&file.name, kinds.join(", "));
            self.add(part, format!("{title}: {name} bukan {kinds}. Kirim berkas jenis itu."));
        }
    }

    /// An answer fits if its text would be read as the same answer.
    fn read(&mut self, part: &str, title: &str, value: &Value, read: Result<Value, String>) {
        match read {
            Ok(same) if same == *value => {}
            Ok(_) => self.add(part, unfit(title)),
            Err(message) => self.add(part, message),
        }
    }

    fn person(&mut self, path: &str, ask: &[PersonPart], parts: &Parts) {
        let foreign = super::parts::foreign(ask, parts);
        let gives_passport = foreign && !ask.contains(&PersonPart::Passport);
        for part in ask.iter().copied().chain(gives_passport.then_some(PersonPart::Passport)) {
            let (path, title) = (join(path, part.key()), part.title());
            let Some(value) = parts.get(part.key()) else {
                // Who may give either is asked for one of them.
                let resident = part == PersonPart::Passport && ask.contains(&PersonPart::Nik);
                if foreign && part.of_residents() || resident && !foreign {
                    continue;
                }
                match part.kind() {
                    FieldKind::Place { ask } => self.place(&path, &ask, &Parts::new()),
                    _ => self.add(&path, format!("{title} belum diisi.")),
                }
                continue;
            };
            match (part.kind(), value) {
                (FieldKind::Place { ask }, Value::Place(parts)) => self.place(&path, &ask, parts),
                (FieldKind::Date { .. }, Value::Date(date)) => {
                    let today = self.scope.read(&Root::Today);
                    if matches!(today.as_deref(), Some(Value::Date(today)) if date > today) {
                        self.add(&path, format!("{title} tidak boleh setelah hari ini."));
                    }
                }
                _ => {
                    let read =
                        text(value).map_or_else(|| Err(unfit(title)), |text| part.parse(&text));
                    self.read(&path, title, value, read);
                }
            }
        }
        self.unasked(path, parts, |key| {
            ask.iter().any(|part| part.key() == key) || gives_passport && key == "passport"
        });
    }

    fn place(&mut self, path: &str, ask: &[PlacePart], parts: &Parts) {
        for part in ask {
            let (path, title) = (join(path, part.key()), part.title());
            let Some(value) = parts.get(part.key()) else {
                self.add(&path, format!("{title} belum diisi."));
                continue;
            };
            let read = text(value).map_or_else(|| Err(unfit(title)), |text| part.parse(&text));
            self.read(&path, title, value, read);
        }
        self.unasked(path, parts, |key| ask.iter().any(|part| part.key() == key));
    }

    fn row(&mut self, path: &str, columns: &'a [Column], row: &'a Row) {
        self.row = Some((row, columns));
        for column in columns {
            let path = join(path, &column.id);
            let asked = self.holds(column.when.as_ref());
            let Some(value) = row.cells.get(&column.id) else {
                if asked && !column.optional {
                    self.add(&path, format!("{} belum diisi.", column.title));
                }
                continue;
            };
            if !asked {
                self.add(&path, format!("{} tidak ditanyakan di sini. Kosongkan.", column.title));
                continue;
            }
            let before = self.found.len();
            self.value(&path, &column.title, &column.kind, value);
            if self.found.len() == before {
                let broken = column.checks.iter().filter(|check| !check.warn);
                let broken: Vec<_> =
                    broken.filter(|check| !self.holds(Some(&check.that))).collect();
                for check in broken {
                    self.add(&path, format!("{}.", check.say.trim_end_matches('.')));
                }
            }
        }
        self.row = None;
        self.unasked(path, &row.cells, |key| columns.iter().any(|column| &*column.id == key));
    }

    fn holds(&self, when: Option<&Expr>) -> bool {
        when.is_none_or(|when| {
            eval::evaluate_in(when, self.scope, self.row) == Some(Value::Bool(true))
        })
    }

    fn unasked(&mut self, path: &str, parts: &Parts, asked: impl Fn(&str) -> bool) {
        for key in parts.keys().filter(|key| !asked(key)) {
            self.add(&join(path, key), format!("{key} tidak ditanyakan. Kosongkan."));
        }
    }
}

fn join(path: &str, part: &str) -> String {
    if path.is_empty() { part.to_owned() } else { format!("{path}.{part}") }
}

fn unfit(title: &str) -> String {
    format!("{title} tidak dapat dibaca. Isilah lagi.")
}

/// The media type of an ending.
fn media(ending: &str) -> &'static str {
    match ending {
        "pdf" => "application/pdf",
        "png" => "image/png",
        "mp4" => "video/mp4",
        _ => "image/jpeg",
    }
}

fn spoken(date: jiff::civil::Date) -> String {
    crate::calendar::long_date(date)
}

/// The text that stands for an answer of one part.
fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(text) | Value::Choice(text) => text.to_string(),
        Value::Number(number) | Value::Money(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Time(time) => format!("{:02}:{:02}", time.hour(), time.minute()),
        Value::Period(period) => period.to_string(),
        Value::Area(area) => area.to_string(),
        Value::Office(office) => office.to_string(),
        Value::Person(_)
        | Value::Place(_)
        | Value::List(_)
        | Value::File(_)
        | Value::Many(_)
        | Value::Case(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::workflow::{Definition, Library, Row};
    use jiff::civil::date;
    use std::borrow::Cow;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    struct Today(Calendar);

    impl Scope for Today {
        fn read(&self, root: &Root) -> Option<Cow<'_, Value>> {
            let today = Value::Date(date(2026, 11, 20));
            (*root == Root::Today).then_some(Cow::Owned(today))
        }

        fn calendar(&self) -> &Calendar {
            &self.0
        }

        fn kind(&self, _: &Root) -> Option<&FieldKind> {
            None
        }
    }

    fn birth() -> Arc<Definition> {
        let sources = [
            ("birth.yaml", include_str!("../../workflows/birth.yaml")),
            ("parts/rt-rw.yaml", include_str!("../../workflows/parts/rt-rw.yaml")),
            ("tables/roles.csv", include_str!("../../workflows/tables/roles.csv")),
        ];
        let sources = sources.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let library = Library::from_sources(&BTreeMap::from(sources)).unwrap();
        library.service("birth").unwrap().definition.clone()
    }

    fn told(field: &str, value: &Value) -> Vec<String> {
        let problems = birth()
            .field(field)
            .unwrap()
            .problems(value, &Today(Calendar::new("35.74", Arc::default())));
        problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.part, problem.message))
            .collect()
    }

    fn parts(pairs: &[(&str, Value)]) -> Parts {
        pairs.iter().map(|(key, value)| (Arc::from(*key), value.clone())).collect()
    }

    fn mother() -> Parts {
        let address = parts(&[
            ("street", Value::Text("Jalan Mawar 5".into())),
            ("rt", Value::Number(3)),
            ("rw", Value::Number(5)),
            ("area", Value::Area("35.74.04.1003".parse().unwrap())),
        ]);
        parts(&[
            ("nik", Value::Text("3574035705959001".into())),
            ("name", Value::Text("Rahayu Contoh".into())),
            ("birth_date", Value::Date(date(1995, 5, 17))),
            ("occupation", Value::Text("Guru".into())),
            ("address", Value::Place(address)),
        ])
    }

    #[test]
    fn what_fits_has_no_problem() {
        assert_eq!(told("mother", &Value::Person(mother())), [""; 0]);
        assert_eq!(told("birth_date", &Value::Date(date(2026, 11, 20))), [""; 0]);
        assert_eq!(told("sex", &Value::Choice("L".into())), [""; 0]);
        let row = |id| Row { id, cells: parts(&[("person", Value::Person(mother()))]) };
        assert_eq!(told("witnesses", &Value::List(vec![row(1), row(2)])), [""; 0]);
    }

    #[test]
    fn an_address_that_is_missing_is_named_part_by_part() {
        let mut without = mother();
        without.remove("address");
        let told = told("mother", &Value::Person(without));
        assert_eq!((told.len(), &*told[1]), (4, "address.rt: RT belum diisi."));
    }

    #[test]
    fn every_part_is_judged_by_its_own_rules() {
        let mut wrong = mother();
        wrong.insert("nik".into(), Value::Text("123".into()));
        wrong.insert("birth_date".into(), Value::Date(date(2027, 1, 1)));
        wrong.insert("phone".into(), Value::Text("081234567890".into()));
        wrong.remove("occupation");
        let Some(Value::Place(address)) = wrong.get_mut("address") else { panic!() };
        address.insert("rt".into(), Value::Number(0));
        assert_eq!(
            told("mother", &Value::Person(wrong.clone())),
            [
                "nik: NIK harus 16 angka. Anda menulis 3 angka.",
                "birth_date: Tanggal lahir tidak boleh setelah hari ini.",
                "occupation: Pekerjaan belum diisi.",
                "address.rt: RT harus antara 1 dan 999. Anda menulis 0.",
                "phone: phone tidak ditanyakan. Kosongkan.",
            ]
        );
        let row = Row { id: 1, cells: parts(&[("person", Value::Person(wrong))]) };
        let rows = told("witnesses", &Value::List(vec![row]));
        assert_eq!(rows[0], ": Saksi kelahiran: isilah paling sedikit 2 baris. Baru ada 1.");
        assert!(rows[1].starts_with("1.person.nik: NIK harus 16 angka."));
    }

    #[test]
    fn bounds_and_kinds_are_held() {
        let late = told("birth_date", &Value::Date(date(2026, 11, 21)));
        assert_eq!(late, [": Tanggal lahir paling akhir 20 November 2026."]);
        let kind = told("sex", &Value::Number(1));
        assert!(kind[0].starts_with(": Jenis kelamin belum dipilih."));
        assert_eq!(
            told("child_order", &Value::Choice("1".into())),
            [": Anak ke- tidak dapat dibaca. Isilah lagi."]
        );
        assert_eq!(told("statement", &Value::File(vec![])).len(), 1);
    }
}
