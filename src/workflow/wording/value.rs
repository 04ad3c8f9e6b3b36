//! Values and times in words.

use super::Wording;
use crate::calendar::{Period, long_date, period_words};
use crate::workflow::{Column, Due, Expr, FieldKind, Root, Value};

impl Wording<'_> {
    /// A deadline, as it stands after "paling lambat": `1 hari kerja`, `5 hari sebelum Tanggal
    /// acara`.
    pub fn due(self, due: &Due) -> String {
        let (Due::Period(expr) | Due::Date(expr)) = due;
        self.value(expr, None)
    }

    /// A length of time or a day that an expression gives.
    pub fn time(self, expr: &Expr) -> String {
        self.value(expr, None)
    }

    /// What an expression gives that is neither true nor false.
    pub(super) fn value(self, expr: &Expr, row: Option<&[Column]>) -> String {
        match expr {
            Expr::Number(number) => number.to_string(),
            Expr::Period(period) => period_words(*period),
            Expr::Text(text) => text.to_string(),
            Expr::Path(path) => match &path.root {
                Root::Setting(id) => self.setting(id.as_str()),
                _ => self.path(path, row),
            },
            Expr::Size(path) => format!("jumlah {}", self.path(path, row)),
            Expr::Add(a, b) | Expr::Subtract(a, b) => {
                let more = matches!(expr, Expr::Add(..));
                let (first, second) = (self.value(a, row), self.value(b, row));
                if self.is_time(b, row) && !self.is_time(a, row) {
                    let side = if more { "sesudah" } else { "sebelum" };
                    return format!("{second} {side} {first}");
                }
                format!("{first} {} {second}", if more { "ditambah" } else { "dikurangi" })
            }
            Expr::If(condition, a, b) => {
                let (a, b) = (self.value(a, row), self.value(b, row));
                format!("{a} bila {}; selain itu {b}", self.condition(condition))
            }
            other => self.condition(other),
        }
    }

    /// The value that holds where no office sets another: `60 hari (Batas waktu lapor)`.
    fn setting(self, id: &str) -> String {
        let Some(setting) = self.definition.setting(id) else { return id.to_owned() };
        let words = match &setting.default {
            Value::Number(number) => number.to_string(),
            Value::Money(amount) => rupiah(*amount),
            Value::Date(date) => long_date(*date),
            Value::Time(time) => format!("{:02}.{:02}", time.hour(), time.minute()),
            Value::Period(period) => period_words(*period),
            _ => return setting.title.to_string(),
        };
        format!("{words} ({})", setting.title)
    }

    fn is_time(self, expr: &Expr, row: Option<&[Column]>) -> bool {
        match expr {
            Expr::Period(_) => true,
            Expr::Path(path) => match &path.root {
                Root::Setting(id) => {
                    let setting = self.definition.setting(id.as_str());
                    setting.is_some_and(|setting| matches!(setting.default, Value::Period(_)))
                }
                _ => matches!(self.kind(path, row), Some(FieldKind::Period(_))),
            },
            _ => false,
        }
    }
}

/// `Rp1.250.000`.
pub fn rupiah(amount: i64) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut out = String::from(if amount < 0 { "-Rp" } else { "Rp" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// How long after a deadline, or before it.
pub fn lateness(after: Period) -> String {
    match after.count {
        0 => "Pada batas waktu".to_owned(),
        count if count < 0 => {
            let before = Period::new(-count, after.unit);
            format!("{} sebelum batas waktu", period_words(before))
        }
        _ => format!("Lewat {}", period_words(after)),
    }
}
