//! A template's markup without its handlebars: the same text, byte for byte in place, that an XML parser can read.

/// The source with every `{{...}}` replaced by as many bytes: printed values by `x` (by `1` inside a tag), all else
/// by blanks. Line breaks stay, so that positions in the stand-in are positions in the file.
pub fn stand_in(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    let mut in_tag = false;
    while let Some(start) = rest.find("{{") {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        for byte in before.bytes() {
            in_tag = match byte {
                b'<' => true,
                b'>' => false,
                _ => in_tag,
            };
        }
        let end = end_of(from);
        let (inside, after) = from.split_at(end);
        let filler = match (is_value(inside), in_tag) {
            (false, _) => ' ',
            (true, true) => '1',
            (true, false) => 'x',
        };
        out.extend(inside.bytes().map(|byte| if byte == b'\n' { '\n' } else { filler }));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn end_of(from: &str) -> usize {
    let close = if from.starts_with("{{!--") {
        "--}}"
    } else if from.starts_with("{{{") {
        "}}}"
    } else {
        "}}"
    };
    from.find(close).map_or(from.len(), |at| at + close.len())
}

fn is_value(inside: &str) -> bool {
    let name = inside.trim_start_matches(['{', '~', ' ']);
    let word = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
    !name.starts_with(['#', '/', '^', '!', '>', '*']) && word != Some("else")
}

/// The source with ` at="LINE"` in every start tag, for errors that are found only when a letter is laid out.
pub fn with_lines(source: &str, markup: &roxmltree::Document<'_>) -> String {
    let mut out = String::with_capacity(source.len() + 2048);
    let mut done = 0;
    for node in markup.descendants().filter(roxmltree::Node::is_element) {
        let here = node.range().start + 1 + node.tag_name().name().len();
        out.push_str(&source[done..here]);
        let line = markup.text_pos_at(node.range().start).row;
        out.push_str(" at=\"");
        out.push_str(&line.to_string());
        out.push('"');
        done = here;
    }
    out.push_str(&source[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_keeps_its_place() {
        let source = "<p a=\"{{n}}\">é {{date x \"long\"}}\n{{#if a}}{{else if b}}{{/if}}{{! <b> }}{{!-- }} --}}</p>";
        let bare = stand_in(source);
        assert_eq!(bare.len(), source.len());
        assert_eq!(bare.lines().count(), source.lines().count());
        assert!(bare.starts_with("<p a=\"11111\">é xxxxxxxxxxxxxxxxx\n"));
        assert!(bare.ends_with(" </p>"));
        let markup = roxmltree::Document::parse(&bare).unwrap();
        let lined = with_lines(source, &markup);
        assert!(lined.starts_with("<p at=\"1\" a=\"{{n}}\">é {{date"));
    }
}
