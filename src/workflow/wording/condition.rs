//! Conditions in words: `birth_date < today - office.late` is "Tanggal lahir lebih dari 60 hari
//! (Batas waktu lapor) sebelum diajukan".

use super::Wording;
use crate::calendar::Unit;
use crate::workflow::{Column, Compare, Expr, FieldKind, Path, PersonPart, Purpose, Root, Value};

/// How a sentence was joined: it needs brackets or a comma within another one.
#[derive(Clone, Copy, PartialEq)]
enum Joined {
    No,
    And,
    Or,
}

impl Wording<'_> {
    /// A condition, as it stands after "bila".
    pub fn condition(self, expr: &Expr) -> String {
        self.said(expr, true, None).0
    }

    /// The same for a row of a list.
    pub(super) fn of_row(self, expr: &Expr, columns: &[Column]) -> String {
        self.said(expr, true, Some(columns)).0
    }

    /// That an expression is so, or that it is not.
    fn said(self, expr: &Expr, yes: bool, row: Option<&[Column]>) -> (String, Joined) {
        let plain = |words: String| (words, Joined::No);
        match expr {
            Expr::Not(inner) => self.said(inner, !yes, row),
            Expr::And(a, b) if yes => self.joined(a, b, yes, row, Joined::And),
            Expr::And(a, b) => self.joined(a, b, yes, row, Joined::Or),
            Expr::Or(a, b) if yes => self.joined(a, b, yes, row, Joined::Or),
            Expr::Or(a, b) => self.joined(a, b, yes, row, Joined::And),
            Expr::Compare(how, a, b) => {
                plain(self.compared(if yes { *how } else { how.opposite() }, a, b, row))
            }
            Expr::Has(path) => plain(self.filled(path, yes, row)),
            Expr::Path(path) => plain(self.answered(path, yes, row)),
            Expr::Some(list, inner) => {
                let each = self.said(inner, true, self.columns(list)).0;
                let there = if yes { "ada" } else { "tidak ada" };
                plain(format!("{there} {} dengan {each}", self.path(list, row)))
            }
            Expr::Every(list, inner) if yes => {
                let each = self.said(inner, true, self.columns(list)).0;
                plain(format!("untuk setiap {}, {each}", self.path(list, row)))
            }
            Expr::Every(list, inner) => {
                let each = self.said(inner, false, self.columns(list)).0;
                plain(format!("ada {} dengan {each}", self.path(list, row)))
            }
            Expr::If(condition, a, b) => {
                let [condition, a, b] = [
                    self.said(condition, true, row).0,
                    self.said(a, yes, row).0,
                    self.said(b, yes, row).0,
                ];
                (format!("bila {condition}, {a}; selain itu {b}"), Joined::Or)
            }
            Expr::Bool(true) if yes => plain("selalu".to_owned()),
            Expr::Bool(false) if !yes => plain("selalu".to_owned()),
            Expr::Bool(_) => plain("tidak pernah".to_owned()),
            other => plain(self.value(other, row)),
        }
    }

    fn joined(
        self,
        a: &Expr,
        b: &Expr,
        yes: bool,
        row: Option<&[Column]>,
        how: Joined,
    ) -> (String, Joined) {
        let ((first, one), (second, two)) = (self.said(a, yes, row), self.said(b, yes, row));
        if how == Joined::Or {
            // "A dan B, atau C" needs no brackets.
            let comma = if one == Joined::And || two == Joined::And { "," } else { "" };
            return (format!("{first}{comma} atau {second}"), how);
        }
        let bracketed = |words: String, joined| match joined {
            Joined::Or => format!("({words})"),
            _ => words,
        };
        (format!("{} dan {}", bracketed(first, one), bracketed(second, two)), how)
    }

    fn filled(self, path: &Path, yes: bool, row: Option<&[Column]>) -> String {
        let words = self.path(path, row);
        let how = match self.kind(path, row) {
            Some(FieldKind::File { .. }) => "dilampirkan",
            _ => "diisi",
        };
        if yes { format!("{words} {how}") } else { format!("{words} tidak {how}") }
    }

    /// A yes/no: of a setting its title says it; of a table its column is a mark.
    fn answered(self, path: &Path, yes: bool, row: Option<&[Column]>) -> String {
        let words = self.path(path, row);
        match (&path.root, path.parts.first()) {
            (Root::Setting(_), None) if yes => words,
            (Root::Field(_) | Root::Row(_), Some(_)) if self.kind(path, row).is_none() => {
                let (field, mark) = self.marked(path, row);
                let not = if yes { "" } else { "tidak " };
                format!("{field} {not}bertanda {mark}")
            }
            _ => format!("{words}: {}", if yes { "ya" } else { "tidak" }),
        }
    }

    fn compared(self, how: Compare, a: &Expr, b: &Expr, row: Option<&[Column]>) -> String {
        if let (Expr::Path(path), Expr::Text(key)) | (Expr::Text(key), Expr::Path(path)) = (a, b) {
            return self.chosen(how, path, key, row);
        }
        if let Some(words) = self.age(how, a, b, row).or_else(|| self.since_today(how, a, b, row)) {
            return words;
        }
        let (left, right) = (self.value(a, row), self.value(b, row));
        let moment = self.is_moment(a, row) || self.is_moment(b, row);
        let between = match how {
            Compare::Equal => "sama dengan",
            Compare::NotEqual => "berbeda dengan",
            Compare::Less if moment => "sebelum",
            Compare::AtMost if moment => "tidak sesudah",
            Compare::Greater if moment => "sesudah",
            Compare::AtLeast if moment => "tidak sebelum",
            Compare::Less => "kurang dari",
            Compare::AtMost => "paling banyak",
            Compare::Greater => "lebih dari",
            Compare::AtLeast => "paling sedikit",
        };
        format!("{left} {between} {right}")
    }

    fn chosen(self, how: Compare, path: &Path, key: &str, row: Option<&[Column]>) -> String {
        let not = how == Compare::NotEqual;
        if path.root == Root::Purpose {
            let purpose = Purpose::ALL.into_iter().find(|purpose| purpose.key() == key);
            let words = match purpose {
                Some(Purpose::Renewal) => "perpanjangan",
                Some(Purpose::Correction) => "perbaikan surat",
                _ => "permohonan baru",
            };
            return format!("{}{words}", if not { "bukan " } else { "" });
        }
        let known = match self.kind(path, row) {
            Some(FieldKind::Choice(choices)) => choices.words(key).map(str::to_owned),
            _ => None,
        };
        let (words, is) = (self.path(path, row), if not { "bukan" } else { "adalah" });
        format!("{words} {is} {}", known.unwrap_or_else(|| key.to_owned()))
    }

    /// A birth date against a day so many years before: somebody's age.
    fn age(self, how: Compare, a: &Expr, b: &Expr, row: Option<&[Column]>) -> Option<String> {
        let (Expr::Path(path), Expr::Subtract(day, years)) = (a, b) else { return None };
        let Expr::Period(years) = &**years else { return None };
        let birth = path.parts.last().is_some_and(|part| **part == *PersonPart::BirthDate.key());
        if !birth || years.unit != Unit::Year {
            return None;
        }
        let person = Path { parts: path.parts[..path.parts.len() - 1].to_vec(), ..path.clone() };
        let (person, years) = (self.path(&person, row), years.count);
        let age = match how {
            Compare::Less => format!("lebih dari {years} tahun"),
            Compare::AtMost => format!("{years} tahun atau lebih"),
            Compare::Greater => format!("di bawah {years} tahun"),
            Compare::AtLeast => format!("paling tua {years} tahun"),
            Compare::Equal => format!("tepat {years} tahun"),
            Compare::NotEqual => format!("tidak tepat {years} tahun"),
        };
        let today = matches!(&**day, Expr::Path(Path { root: Root::Today, .. }));
        let on = if today { String::new() } else { format!(" pada {}", self.value(day, row)) };
        Some(format!("umur {person} {age}{on}"))
    }

    /// A day against the day of submission, or a length of time before or after it.
    fn since_today(
        self,
        how: Compare,
        a: &Expr,
        b: &Expr,
        row: Option<&[Column]>,
    ) -> Option<String> {
        let today = |expr: &Expr| matches!(expr, Expr::Path(Path { root: Root::Today, .. }));
        let day = self.value(a, row);
        let (far, side, time) = match b {
            Expr::Subtract(from, time) if today(from) => (how_far(how), "sebelum", time),
            Expr::Add(from, time) if today(from) => (how_far(mirrored(how)), "setelah", time),
            _ => return None,
        };
        Some(format!("{day} {far} {} {side} diajukan", self.value(time, row)))
    }

    fn is_moment(self, expr: &Expr, row: Option<&[Column]>) -> bool {
        match expr {
            Expr::Path(path) => match &path.root {
                Root::Today => true,
                Root::Setting(id) => self.definition.setting(id.as_str()).is_some_and(|setting| {
                    matches!(setting.default, Value::Date(_) | Value::Time(_))
                }),
                _ => matches!(self.kind(path, row), Some(FieldKind::Date { .. } | FieldKind::Time)),
            },
            Expr::Add(a, _) | Expr::Subtract(a, _) => self.is_moment(a, row),
            _ => false,
        }
    }

    fn columns(&self, list: &Path) -> Option<&[Column]> {
        match self.definition.kind(&list.root) {
            Some(FieldKind::List { columns, .. }) => Some(columns),
            _ => None,
        }
    }
}

/// How far before a day another one lies that is so compared with it.
fn how_far(how: Compare) -> &'static str {
    match how {
        Compare::Less => "lebih dari",
        Compare::AtMost => "paling sedikit",
        Compare::Greater => "kurang dari",
        Compare::AtLeast => "paling banyak",
        Compare::Equal => "tepat",
        Compare::NotEqual => "tidak tepat",
    }
}

/// The same comparison, seen from the other side of the day.
fn mirrored(how: Compare) -> Compare {
    match how {
        Compare::Less => Compare::Greater,
        Compare::Greater => Compare::Less,
        Compare::AtMost => Compare::AtLeast,
        Compare::AtLeast => Compare::AtMost,
        same => same,
    }
}
