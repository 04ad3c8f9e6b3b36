//! Where in a template's text its signatures and boxes stand, and inside which `{{#if}}`.

/// A signature element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignaturePlace {
    /// The step.
    pub step: String,
    /// From 1.
    pub at: (u32, u32),
    /// Paths that the blocks around it say are filled.
    pub inside_if: Vec<String>,
}

/// A run of boxes, with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BoxesPlace {
    /// How many boxes.
    pub max: u32,
    /// Where its text begins, line and column from 1.
    pub from: (u32, u32),
    /// Where its text ends.
    pub to: (u32, u32),
}

/// The signature elements, in the order of the text.
pub(super) fn signatures(source: &str) -> Vec<SignaturePlace> {
    let found = source.match_indices("<signature").filter_map(|(start, _)| {
        let tag = tag(source, start)?;
        let step = attribute(tag, "by")?.to_owned();
        Some(SignaturePlace { step, at: place(source, start), inside_if: guards(source, start) })
    });
    found.collect()
}

/// The boxes, in the order of the text.
pub(super) fn boxes(source: &str) -> Vec<BoxesPlace> {
    let found = source.match_indices("<boxes").filter_map(|(start, _)| {
        let tag = tag(source, start)?;
        let max = attribute(tag, "max")?.parse().ok()?;
        let from = start + tag.len();
        let to = from + source[from..].find("</boxes")?;
        Some(BoxesPlace { max, from: place(source, from), to: place(source, to) })
    });
    found.collect()
}

/// Line and column of a byte, in characters from 1.
pub(super) fn place(source: &str, at: usize) -> (u32, u32) {
    let before = &source[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (narrow(line), narrow(column))
}

fn tag(source: &str, start: usize) -> Option<&str> {
    let end = source[start..].find('>')?;
    Some(&source[start..=start + end])
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let rest = &tag[tag.find(&format!(" {name}="))? + name.len() + 2..];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next()
}

/// The paths that the open blocks at a byte say are filled.
fn guards(source: &str, at: usize) -> Vec<String> {
    let mut open: Vec<Option<String>> = Vec::new();
    let mut rest = &source[..at];
    while let Some(start) = rest.find("{{") {
        let inside = &rest[start + 2..];
        let comment = inside.starts_with("!--");
        let close = if comment { "--}}" } else { "}}" };
        let Some(end) = inside.find(close) else { break };
        let words = inside[..end].trim_matches(['~', ' ']);
        if let Some(block) = words.strip_prefix('#') {
            let (helper, path) = block.split_once(' ').unwrap_or((block, ""));
            let known = matches!(helper, "if" | "each") && !path.starts_with('(');
            open.push(known.then(|| path.trim().to_owned()));
        } else if words.starts_with('/') {
            open.pop();
        } else if words == "else" || words.starts_with("else ") || words == "^" {
            // What an `else` says is the opposite; nothing is known to be filled by it.
            open.pop();
            open.push(None);
        }
        rest = &inside[end + close.len()..];
    }
    open.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_breaks_the_search(text in "(<signature|<boxes| by=| max=|\"|'|>|</boxes>|\\{\\{|#if a|!--|\\}\\}|/if|else|é|7|\n){0,16}") {
            signatures(&text);
            boxes(&text);
        }
    }

    #[test]
    fn signatures_know_the_blocks_around_them() {
        let source = "<letter>\n{{#if a}}x{{else}}{{#if camat}}{{! <p> }}\n  <signature by=\"camat\"/>\
                      {{/if}}{{/if}}{{#unless b}}<signature by='lurah' />{{/unless}}";
        let found = signatures(source);
        assert_eq!(found[0].at, (3, 3));
        assert_eq!((&*found[0].step, &*found[0].inside_if), ("camat", &["camat".to_owned()][..]));
        assert_eq!((&*found[1].step, &*found[1].inside_if), ("lurah", &[][..]));
    }

    #[test]
    fn boxes_know_what_stands_in_them() {
        let found = boxes("<p/>\n<row><boxes max=\"34\">{{x}}</boxes></row>");
        assert_eq!(found, [BoxesPlace { max: 34, from: (2, 22), to: (2, 27) }]);
    }
}
