//! Number patterns: `{code}/{seq:3}/{unit.code}/{month:roman}/{year}` (definition-format.md 6).

use super::super::NumberPart;
use super::super::at::At;
use super::super::report::Report;

/// Reads a pattern and reports what is no placeholder.
pub(in super::super) fn pattern(report: &mut Report, at: &At<'_>) -> Vec<NumberPart> {
    let Some(text) = report.text(at) else { return Vec::new() };
    match parse(&text) {
        Ok(parts) => {
            if !parts.iter().any(|part| matches!(part, NumberPart::Seq(_))) {
                report.error(at, "needs {seq}");
            }
            parts
        }
        Err(message) => {
            report.error(at, message);
            Vec::new()
        }
    }
}

const KNOWN: &str =
    "{seq:3} {code} {unit.code} {day} {month} {month:roman} {month:2} {year} {rt:2} {rw:2}";

fn parse(text: &str) -> Result<Vec<NumberPart>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        if !before.is_empty() {
            parts.push(NumberPart::Text(before.into()));
        }
        let (inner, after) =
            after.split_once('}').ok_or_else(|| "a `{` is not closed with `}`".to_owned())?;
        parts.push(placeholder(inner)?);
        rest = after;
    }
    if rest.contains('}') {
        return Err("a `}` has no `{` before it".to_owned());
    }
    if !rest.is_empty() {
        parts.push(NumberPart::Text(rest.into()));
    }
    Ok(parts)
}

fn placeholder(inner: &str) -> Result<NumberPart, String> {
    let unknown = || format!("unknown placeholder {{{inner}}} (known: {KNOWN})");
    let (name, width) = match inner.split_once(':') {
        Some((name, width)) => (name, Some(width)),
        None => (inner, None),
    };
    let pad = || match width {
        None => Ok(0),
        Some(digits) => match digits.parse::<u8>() {
            Ok(width @ 1..=9) => Ok(width),
            _ => Err(unknown()),
        },
    };
    match (name, width) {
        ("seq", _) => Ok(NumberPart::Seq(pad()?)),
        ("code", None) => Ok(NumberPart::Code),
        ("unit.code", None) => Ok(NumberPart::UnitCode),
        ("day", _) => Ok(NumberPart::Day(pad()?)),
        ("month", Some("roman")) => Ok(NumberPart::MonthRoman),
        ("month", _) => Ok(NumberPart::Month(pad()?)),
        ("year", None) => Ok(NumberPart::Year),
        ("rt", _) => Ok(NumberPart::Rt(pad()?)),
        ("rw", _) => Ok(NumberPart::Rw(pad()?)),
        _ => Err(unknown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_read_with_their_width() {
        let parts = parse("{code}/{seq:3}/RT {rt:2}/{month:roman}/{year}").unwrap();
        let text = |text: &str| NumberPart::Text(text.into());
        let expected = [
            NumberPart::Code,
            text("/"),
            NumberPart::Seq(3),
            text("/RT "),
            NumberPart::Rt(2),
            text("/"),
            NumberPart::MonthRoman,
            text("/"),
            NumberPart::Year,
        ];
        assert_eq!(parts, expected);
        assert_eq!(parse("{seq}").unwrap(), [NumberPart::Seq(0)]);
    }

    #[test]
    fn what_is_no_placeholder_is_told() {
        assert!(parse("{no}/{seq}").unwrap_err().starts_with("unknown placeholder {no}"));
        assert!(
            parse("{seq:x}").is_err() && parse("{seq:0}").is_err() && parse("{year:2}").is_err()
        );
        assert!(parse("{seq").is_err() && parse("seq}").is_err());
    }
}
