//! The body that a gateway wants, with places for what is sent: `{{phone}}`, `{{text}}`.

use std::fmt::Write as _;

use serde::Deserialize;

/// How a gateway wants its body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// `application/json`.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
}

impl Encoding {
    /// The media type.
    pub(super) fn media(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
        }
    }

    /// A value as it may stand in a body: it can never become part of the body's structure.
    fn escaped(self, value: &str) -> String {
        match self {
            Self::Json => {
                let quoted = serde_json::Value::from(value).to_string();
                quoted[1..quoted.len() - 1].to_owned()
            }
            Self::Form => {
                let mut escaped = String::new();
                for byte in value.bytes() {
                    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                        escaped.push(char::from(byte));
                    } else {
                        let _ = write!(escaped, "%{byte:02X}");
                    }
                }
                escaped
            }
        }
    }
}

/// A text with its places filled; what is no place stays as it is.
pub(super) fn filled(
    template: &str,
    values: &[(&str, &str)],
    encoding: Option<Encoding>,
) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find("{{") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let place = from.find("}}").and_then(|end| {
            let known = values.iter().find(|(name, _)| *name == from[2..end].trim());
            known.map(|(_, value)| (*value, &from[end + 2..]))
        });
        if let Some((value, after)) = place {
            let escaped = encoding.map(|encoding| encoding.escaped(value));
            out.push_str(escaped.as_deref().unwrap_or(value));
            rest = after;
        } else {
            out.push_str("{{");
            rest = &from[2..];
        }
    }
    out.push_str(rest);
    out
}

/// The places of a template.
pub(super) fn places(template: &str) -> Vec<&str> {
    let after = template.split("{{").skip(1);
    after.filter_map(|part| Some(part.split_once("}}")?.0.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_never_becomes_structure_or_another_place() {
        let values = [("text", "a\"},{\"b\n{{phone}}\\"), ("phone", "0812")];
        let body = r#"{"to":"{{phone}}","m":{"t":"{{ text }}"}}"#;
        let json: serde_json::Value =
            serde_json::from_str(&filled(body, &values, Some(Encoding::Json))).unwrap();
        assert_eq!(json["m"]["t"], values[0].1);
        assert_eq!(json["to"], "0812");
        let form = filled("to={{phone}}&m={{text}}", &[("text", "a&b= c")], Some(Encoding::Form));
        assert_eq!(form, "to={{phone}}&m=a%26b%3D%20c");
        assert_eq!(places(body), ["phone", "text"]);
    }

    #[test]
    fn quotes_at_either_end_stay() {
        let told = filled("\"{{t}}\"", &[("t", "\"kata\"")], Some(Encoding::Json));
        assert_eq!(serde_json::from_str::<String>(&told).unwrap(), "\"kata\"");
    }
}
