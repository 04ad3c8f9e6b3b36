//! How wide text is, about: the picture is shown in whatever sans serif the reader has.

/// The width of a text of a size, a little more than in most faces.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size * 1.04
}

/// The width of a character in ems, as in common sans serifs.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.28,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '[' | ']' | '-' | '/' | '\u{201c}' | '\u{201d}' => 0.37,
        'm' | 'w' | 'M' | 'W' | '@' => 0.89,
        'A'..='Z' => 0.70,
        _ => 0.57,
    }
}

/// The lines of a text that are no wider than `most`.
pub(super) fn wrapped(text: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size) <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_no_wider_than_asked_unless_one_word_is() {
        let lines = wrapped("Tanggal lahir lebih dari 60 hari sebelum diajukan", 13.0, 120.0);
        assert!(
            lines.len() > 1 && lines.iter().all(|line| width(line, 13.0) <= 120.0),
            "{lines:?}"
        );
        assert_eq!(lines.join(" "), "Tanggal lahir lebih dari 60 hari sebelum diajukan");
        assert_eq!(wrapped("Pertanggungjawaban", 13.0, 20.0), ["Pertanggungjawaban"]);
        assert_eq!(wrapped("", 13.0, 20.0), [""; 0]);
    }
}
