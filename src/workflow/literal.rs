//! Values written in a definition: defaults, examples, settings, answers of scenarios.

use super::parts::PartKind;
use super::{Choices, FieldKind, Offers, PersonPart, PlacePart, Value};
use crate::calendar::Period;

impl FieldKind {
    /// The value that a text of a definition stands for.
    ///
    /// The error is the rest of a sentence in English: "must be a date like 2026-11-20, is `x`".
    /// Persons, places, lists and files cannot be written as one text.
    pub fn literal(&self, text: &str) -> Result<Value, String> {
        let wrong = |wanted: &str| format!("must be {wanted}, is `{text}`");
        match self {
            Self::Text { max, pattern } => match text.chars().count() {
                0 => Err(wrong("a text")),
                n if n > usize::try_from(*max).unwrap_or(usize::MAX) => {
                    Err(wrong(&format!("at most {max} characters")))
                }
                _ => match pattern.as_ref().filter(|pattern| !pattern.fits(text)) {
                    Some(pattern) => Err(wrong(&format!("a text that fits the pattern {pattern}"))),
                    None => Ok(Value::Text(text.into())),
                },
            },
            Self::Number { min, max } => {
                let number = text.parse().map_err(|_| wrong("a whole number"))?;
                within(number, *min, *max).map(Value::Number).map_err(|range| wrong(&range))
            }
            Self::Money { min, max } => {
                let number = text.parse().map_err(|_| wrong("whole rupiah, for example 25000"))?;
                within(number, Some(*min), *max).map(Value::Money).map_err(|range| wrong(&range))
            }
            Self::Bool => text.parse().map(Value::Bool).map_err(|_| wrong("true or false")),
            Self::Date { .. } => {
                let date = text.parse().map_err(|_| wrong("a date like 2026-11-20"))?;
                Ok(Value::Date(date))
            }
            Self::Time => {
                super::input::time(text).map(Value::Time).ok_or_else(|| wrong("a time like 14:30"))
            }
            Self::Period(class) => match text.parse::<Period>() {
                Ok(period) if period.class() == *class => Ok(Value::Period(period)),
                Ok(_) => Err(wrong(&format!("a {} duration ({})", class.key(), class.units()))),
                Err(_) => Err(wrong("a duration (3d 2mo 5y 4wd 6wh 1h)")),
            },
            Self::Choice(choices) => choices.literal(text).map_err(|wanted| wrong(&wanted)),
            Self::Person { .. }
            | Self::Place { .. }
            | Self::List { .. }
            | Self::File { .. }
            | Self::Case { .. } => {
                Err(format!("`{text}`: a value of this kind cannot be written as one text"))
            }
        }
    }
}

/// Choices that an error lists.
const LISTED: usize = 12;

impl Choices {
    /// One key, or several with blanks between them; the error says what is wanted.
    fn literal(&self, text: &str) -> Result<Value, String> {
        let one = |key: &str| self.value(key).ok_or_else(|| self.wanted());
        if !self.many {
            return one(text);
        }
        let several: Result<Vec<Value>, String> = text.split_whitespace().map(one).collect();
        match several? {
            none if none.is_empty() => Err(self.wanted()),
            several => Ok(self.several(several)),
        }
    }

    fn wanted(&self) -> String {
        match self.from {
            Offers::Units => "the id of an office".to_owned(),
            Offers::Areas => "the code of a kelurahan like 35.74.04.1003".to_owned(),
            _ => format!("one of {}", self.listed()),
        }
    }

    /// The keys, for an error: `hospital, clinic, ...`.
    pub(super) fn listed(&self) -> String {
        let keys: Vec<&str> = self.pairs().into_iter().map(|(key, _)| &**key).collect();
        listed(&keys)
    }
}

/// The first words of a long list.
pub(super) fn listed(words: &[&str]) -> String {
    let shown = words.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    if words.len() > LISTED { format!("{shown}, ...") } else { shown }
}

/// The number, or the range that it must lie in.
fn within(number: i64, min: Option<i64>, max: Option<i64>) -> Result<i64, String> {
    let fits = min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max);
    if fits { Ok(number) } else { Err(range(min, max)) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stands_for_a_value_of_its_kind_or_the_error_says_what_is_wanted() {
        let number = |min, max| FieldKind::Number { min, max };
        let money = FieldKind::Money { min: 1000, max: Some(5000) };
        let short = FieldKind::Text { max: 3, pattern: None };
        for (kind, text, told) in [
            (&short, "abc", Ok(Value::Text("abc".into()))),
            (&short, "abcd", Err("must be at most 3 characters, is `abcd`")),
            (&short, "", Err("must be a text, is ``")),
            (&number(None, None), "-7", Ok(Value::Number(-7))),
            (&number(None, None), "7.5", Err("must be a whole number, is `7.5`")),
            (&number(Some(1), Some(5)), "1", Ok(Value::Number(1))),
            (&number(Some(1), Some(5)), "5", Ok(Value::Number(5))),
            (&number(Some(1), Some(5)), "0", Err("must be from 1 to 5, is `0`")),
            (&number(Some(1), Some(5)), "6", Err("must be from 1 to 5, is `6`")),
            (&number(Some(1), None), "0", Err("must be at least 1, is `0`")),
            (&number(None, Some(5)), "6", Err("must be at most 5, is `6`")),
            (&money, "1000", Ok(Value::Money(1000))),
            (&money, "999", Err("must be from 1000 to 5000, is `999`")),
            (&FieldKind::Bool, "true", Ok(Value::Bool(true))),
            (&FieldKind::Bool, "yes", Err("must be true or false, is `yes`")),
            (&FieldKind::Time, "2pm", Err("must be a time like 14:30, is `2pm`")),
        ] {
            assert_eq!(kind.literal(text), told.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_duration_is_of_the_class_that_is_wanted() {
        let kind = FieldKind::Period(crate::calendar::PeriodClass::Working);
        let days = crate::calendar::Period::new(3, crate::calendar::Unit::WorkDay);
        assert_eq!(kind.literal("3wd"), Ok(Value::Period(days)));
        assert!(kind.literal("3d").is_err_and(|told| told.contains("working duration")));
        assert!(kind.literal("soon").is_err_and(|told| told.contains("a duration (3d")));
    }

    #[test]
    fn several_choices_have_blanks_between_them() {
        let words = ["a", "b"].map(|key| (key.into(), key.into())).to_vec();
        let (one, mut many) = (Choices::of(words.clone()), Choices::of(words));
        many.many = true;
        let choice = |key: &str| Value::Choice(key.into());
        assert_eq!(one.literal("a"), Ok(choice("a")));
        assert_eq!(one.literal("a b"), Err("one of a, b".to_owned()));
        assert_eq!(many.literal("b a"), Ok(many.several(vec![choice("b"), choice("a")])));
        assert_eq!(many.literal(" "), Err("one of a, b".to_owned()));
        for (from, wanted) in [(Offers::Units, "office"), (Offers::Areas, "kelurahan")] {
            let none = Choices { from, many: true };
            assert!(none.literal("").is_err_and(|told| told.contains(wanted)), "{wanted}");
        }
    }

    #[test]
    fn the_first_twelve_of_many_words_are_listed() {
        let words = ["x"; 13];
        assert_eq!(listed(&words[..12]).matches('x').count(), 12);
        assert!(!listed(&words[..12]).contains("..."));
        assert!(listed(&words).ends_with("x, ..."));
    }
}
