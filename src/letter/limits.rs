//! How large a template may be, for what is read after this walks down every level; and which characters it may hold.

use super::error::TemplateError;
use super::{fonts, stand_in};

/// As for a definition (definition-format.md section 1).
const MAX_BYTES: usize = 256 * 1024;
/// Elements in elements and blocks in blocks, each counted for itself.
const MAX_DEPTH: usize = 32;

/// Refuses a template that is too large or too deep, or that no letter font can print.
pub fn check(source: &str) -> Result<(), TemplateError> {
    if source.len() > MAX_BYTES {
        let message = format!("a template has at most {} KiB", MAX_BYTES / 1024);
        return Err(TemplateError { line: 1, column: 1, message, remedy: None });
    }
    let elements = deepest(&stand_in::stand_in(source), ["<", "</", "/>"]);
    let blocks = deepest(source, ["{{#", "{{/", "\0"]);
    let Some(place) = elements.or(blocks) else { return printable(source) };
    let before = &source[..place];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |text| text.chars().count()) + 1;
    Err(TemplateError {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: u32::try_from(column).unwrap_or(u32::MAX),
        message: format!("nested deeper than {MAX_DEPTH}"),
        remedy: Some("close what need not stay open around it".to_owned()),
    })
}

/// Whether the fonts have what stands in the template itself; what its names give is looked at where it is typed.
fn printable(source: &str) -> Result<(), TemplateError> {
    let bare = stand_in::stand_in(source);
    for (at, text) in bare.lines().enumerate() {
        let Some(sign) = fonts::lacks(text) else { continue };
        let before = text.chars().take_while(|other| *other != sign).count();
        return Err(TemplateError {
            line: u32::try_from(at + 1).unwrap_or(u32::MAX),
            column: u32::try_from(before + 1).unwrap_or(u32::MAX),
            message: format!("no letter font has {sign:?} (U+{:04X})", u32::from(sign)),
            remedy: Some("write it in Latin letters".to_owned()),
        });
    }
    Ok(())
}

/// Where the first thing begins that lies too deep, if any does. What opens, what closes, and what
/// closes at once are counted as they stand: the parsers say what is wrong with them.
fn deepest(text: &str, [opens, closes, empty]: [&str; 3]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, _) in text.char_indices() {
        let rest = &text[at..];
        if rest.starts_with(closes) || rest.starts_with(empty) {
            depth = depth.saturating_sub(1);
        } else if rest.starts_with(opens) && !rest.starts_with("<!") && !rest.starts_with("<?") {
            depth += 1;
            if depth > MAX_DEPTH {
                return Some(at);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::letter::Template;

    fn told(source: &str) -> String {
        Template::compile("t", source).unwrap_err()[0].to_string()
    }

    #[test]
    fn what_no_font_has_is_told_with_its_place() {
        assert_eq!(
            told("<letter>\n<p>a \u{6c49}</p></letter>"),
            "2:6: no letter font has '\u{6c49}' (U+6C49)"
        );
        assert!(
            told("<letter><rows><row label=\"\u{2611}\">x</row></rows></letter>").contains("2611")
        );
        assert!(
            Template::compile("t", "<letter><p>{{! \u{6c49} }}e\u{301} \u{b7}</p></letter>")
                .is_ok()
        );
    }

    #[test]
    fn what_is_too_deep_or_too_large_is_told_before_it_is_read() {
        let deep =
            format!("<letter>\n<p>{}x{}</p></letter>", "<b>".repeat(9000), "</b>".repeat(9000));
        assert_eq!(told(&deep), "2:94: nested deeper than 32");
        let blocks = format!("<letter>{}</letter>", "{{#if a}}".repeat(3000));
        assert_eq!(told(&blocks), "1:297: nested deeper than 32");
        let row = "<row label=\"a\">{{x}}</row><br/>".repeat(9000);
        assert_eq!(told(&row), "1:1: a template has at most 256 KiB");
        assert!(super::check(&row[..40_000]).is_ok());
    }
}
