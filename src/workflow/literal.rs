//! Values written in a definition: defaults, examples, settings, answers of scenarios.

use super::parts::PartKind;
use super::{FieldKind, PersonPart, PlacePart, Value};

impl FieldKind {
    /// The value that a text of a definition stands for.
    ///
    /// The error is the rest of a sentence in English: "must be a date like 2026-11-20, is `x`".
    /// Persons, places, lists and files cannot be written as one text.
    pub fn literal(&self, text: &str) -> Result<Value, String> {
        let wrong = |wanted: &str| format!("must be {wanted}, is `{text}`");
        match self {
            Self::Text { max } => match text.chars().count() {
                0 => Err(wrong("a text")),
                n if n > usize::try_from(*max).unwrap_or(usize::MAX) => {
                    Err(wrong(&format!("at most {max} characters")))
                }
                _ => Ok(Value::Text(text.into())),
            },
            Self::Number { min, max } => {
                let number: i64 = text.parse().map_err(|_| wrong("a whole number"))?;
                if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
                    return Err(wrong(&range(*min, *max)));
                }
                Ok(Value::Number(number))
            }
            Self::Bool => text.parse().map(Value::Bool).map_err(|_| wrong("true or false")),
            Self::Date { .. } => {
                let date = text.parse().map_err(|_| wrong("a date like 2026-11-20"))?;
                Ok(Value::Date(date))
            }
            Self::Time => {
                super::input::time(text).map(Value::Time).ok_or_else(|| wrong("a time like 14:30"))
            }
            Self::Period => match text.parse() {
                Ok(period) => Ok(Value::Period(period)),
                Err(_) => Err(wrong("a duration (3d 2mo 5y 4wd 6wh 1h)")),
            },
            Self::Choice(choices) => {
                let keys: Vec<&str> = choices.0.iter().map(|(key, _)| &**key).collect();
                let known = keys.contains(&text);
                if !known {
                    return Err(wrong(&format!("one of {}", keys.join(", "))));
                }
                Ok(Value::Choice(text.into()))
            }
            Self::Person { .. } | Self::Place { .. } | Self::List { .. } | Self::File { .. } => {
                Err(format!("`{text}`: a value of this kind cannot be written as one text"))
            }
        }
    }
}

fn range(min: Option<i64>, max: Option<i64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("from {min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (_, max) => format!("at most {}", max.unwrap_or(i64::MAX)),
    }
}

impl PersonPart {
    /// The value of this part that a text of a definition stands for; see [`FieldKind::literal`].
    pub fn literal(self, text: &str) -> Result<Value, String> {
        self.kind().literal(text)
    }
}

impl PlacePart {
    /// The value of this part that a text of a definition stands for; see [`FieldKind::literal`].
    pub fn literal(self, text: &str) -> Result<Value, String> {
        match self.kind() {
            PartKind::Field(kind) => kind.literal(text),
            PartKind::Area => text.parse().map(Value::Area).map_err(|error| format!("{error}")),
        }
    }
}
