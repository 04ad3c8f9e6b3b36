//! `rt` and `nik`: numbers that are written with all their digits.

use serde_json::Value;

/// The number of an RT or RW with three digits: `004`.
pub fn rt(value: &Value) -> Result<String, String> {
    let number = match value {
        Value::Number(n) => n.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    match number {
        Some(n) if n < 1000 => Ok(format!("{n:03}")),
        _ => Err(format!("{value} is no number of an RT or RW")),
    }
}

/// A NIK in groups of four: `3574 0410 0300 0502`. What a foreigner has in its place (`Paspor X0009001`,
/// or `-` for the family card) stays as it is.
pub fn nik(value: &Value) -> Result<String, String> {
    let text = value.as_str().unwrap_or_default();
    if text == "-" || text.starts_with("Paspor ") {
        return Ok(text.to_owned());
    }
    if text.len() != 16 || !text.bytes().all(|b| b.is_ascii_digit()) {
        // The value itself stays out of the message: messages are logged, a NIK is not.
        return Err("a NIK has 16 digits".to_owned());
    }
    Ok([&text[..4], &text[4..8], &text[8..12], &text[12..]].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn digits_are_kept() {
        assert_eq!(rt(&json!(4)).unwrap(), "004");
        assert_eq!(rt(&json!("004")).unwrap(), "004");
        assert_eq!(rt(&json!("12")).unwrap(), "012");
        assert!(rt(&json!("1000")).is_err());
        assert!(rt(&json!("empat")).is_err());
        assert_eq!(nik(&json!("3574041003009502")).unwrap(), "3574 0410 0300 9502");
        for foreign in ["Paspor X0009001", "-"] {
            assert_eq!(nik(&json!(foreign)).unwrap(), foreign);
        }
        let refused = nik(&json!("35740410030095")).unwrap_err();
        assert!(!refused.contains("3574"), "{refused}");
    }
}
