//! A value printed without a helper, and whether a value is there.

use serde_json::Value;

/// The words of a value: text, numbers with a decimal comma and a dot before each three digits, a choice's words, ya or tidak.
pub fn show(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(grouped(&number.to_string().replace('.', ","))),
        Value::Bool(true) => Ok("ya".to_owned()),
        Value::Bool(false) => Ok("tidak".to_owned()),
        Value::Object(parts) => match parts.get("words") {
            Some(Value::String(words)) => Ok(words.clone()),
            _ => Err("it has parts and cannot be printed whole; name one part".to_owned()),
        },
        Value::Array(_) => Err("it is a list; read it with {{#each}}".to_owned()),
        Value::Null => Err("it has no value".to_owned()),
    }
}

/// A number with a dot before each three digits of its whole part.
fn grouped(number: &str) -> String {
    let whole = number.find(',').unwrap_or(number.len());
    let mut out = String::with_capacity(number.len() + 3);
    for (at, sign) in number.char_indices() {
        let left = whole.saturating_sub(at);
        if at < whole && left.is_multiple_of(3) && out.ends_with(|c: char| c.is_ascii_digit()) {
            out.push('.');
        }
        out.push(sign);
    }
    out
}

/// Whether `{{#if}}` holds: `true`, or filled with anything (nought too).
pub fn filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(rows) => !rows.is_empty(),
        Value::Object(parts) => !parts.is_empty(),
    }
}

/// Whether a value is the one meant: a choice by its key, anything else by itself.
pub fn is(value: &Value, meant: &Value) -> bool {
    value.get("key").unwrap_or(value) == meant
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_shown_in_words() {
        let sex = json!({"key": "L", "words": "Laki-laki"});
        assert_eq!(show(&sex).unwrap(), "Laki-laki");
        assert_eq!(show(&json!(3200)).unwrap(), "3.200");
        assert_eq!(show(&json!(-1_234_567.5)).unwrap(), "-1.234.567,5");
        assert_eq!(show(&json!(999)).unwrap(), "999");
        assert_eq!(show(&json!(2.5)).unwrap(), "2,5");
        assert_eq!(show(&json!(true)).unwrap(), "ya");
        assert!(show(&json!({"name": "Siti"})).is_err());
        assert!(show(&json!([1])).is_err());
        assert!(is(&sex, &json!("L")) && !is(&sex, &json!("P")) && is(&json!(3), &json!(3)));
    }

    #[test]
    fn nought_is_filled_and_false_is_not() {
        assert!(filled(&json!(0)) && filled(&json!("a")) && filled(&json!({"name": "x"})));
        assert!(!filled(&json!("")) && !filled(&json!(false)) && !filled(&json!([])));
    }
}
