//! One spelling for one JSON value, so that a hash of it can be made again from what a database
//! gives back (RFC 8785; events hold no fractions, so its rules for floating point are not used).

use serde_json::Value;

/// The value without spaces, keys sorted by their UTF-16 code units.
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            list(out, ('{', '}'), members, |(key, value), out| {
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(value, out);
            });
        }
        Value::Array(items) => list(out, ('[', ']'), items, write),
        plain => out.push_str(&plain.to_string()),
    }
}

fn list<T>(
    out: &mut String,
    (open, close): (char, char),
    items: impl IntoIterator<Item = T>,
    item: impl Fn(T, &mut String),
) {
    out.push(open);
    for (i, one) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        item(one, out);
    }
    out.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_spelling_does_not_depend_on_the_order_of_keys() {
        let value: Value = serde_json::from_str(
            "{ \"b\": [1, true, null], \"a\": {\"z\":\"\\u0041\\n\",\"é\":-7} }",
        )
        .unwrap();
        assert_eq!(canonical(&value), "{\"a\":{\"z\":\"A\\n\",\"é\":-7},\"b\":[1,true,null]}");
    }

    #[test]
    fn keys_sort_by_utf_16_as_the_standard_says() {
        // U+1F600 is D83D DE00 in UTF-16 and sorts before U+FB33, after it in UTF-8.
        assert_eq!(
            canonical(&json!({"\u{fb33}": 1, "\u{1f600}": 2})),
            "{\"\u{1f600}\":2,\"\u{fb33}\":1}"
        );
    }
}
