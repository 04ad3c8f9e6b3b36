//! Text with `b`, `i` and `u`.

use super::attributes::{Attributes, line_of};
use super::elements::{Inline, Run, Style};
use crate::letter::error::Fault;
use roxmltree::Node;
use unicode_normalization::UnicodeNormalization;

/// The text of an element, white space collapsed and trimmed, in normal form C (a letter and its accent as one).
pub fn inline(node: Node<'_, '_>) -> Result<Inline, Fault> {
    let mut runs = Vec::new();
    gather(node, Style::default(), &mut runs)?;
    Ok(tidy(runs))
}

fn gather(node: Node<'_, '_>, style: Style, runs: &mut Inline) -> Result<(), Fault> {
    for child in node.children() {
        if child.is_text() {
            runs.push(Run { text: composed(child.text().unwrap_or_default()), style });
        } else if child.is_element() {
            let tag = child.tag_name().name();
            let style = match tag {
                "b" => Style { bold: true, ..style },
                "i" => Style { italic: true, ..style },
                "u" => Style { underline: true, ..style },
                _ => {
                    let parent = node.tag_name().name();
                    let message = format!("<{tag}> cannot stand in <{parent}>, only b, i and u");
                    return Err(Fault::markup(line_of(child), message));
                }
            };
            Attributes::of(child).done()?;
            gather(child, style, runs)?;
        }
    }
    Ok(())
}

fn tidy(runs: Inline) -> Inline {
    let mut tidy: Inline = Vec::new();
    let mut blank = true;
    for run in runs {
        let mut text = String::with_capacity(run.text.len());
        for sign in run.text.chars() {
            if matches!(sign, ' ' | '\t' | '\n' | '\r') {
                if !blank {
                    text.push(' ');
                }
                blank = true;
            } else {
                text.push(sign);
                blank = false;
            }
        }
        match tidy.last_mut() {
            Some(last) if last.style == run.style => last.text.push_str(&text),
            _ if text.is_empty() => {}
            _ => tidy.push(Run { text, style: run.style }),
        }
    }
    while let Some(last) = tidy.last_mut() {
        last.text.truncate(last.text.trim_end_matches(' ').len());
        if !last.text.is_empty() {
            break;
        }
        tidy.pop();
    }
    tidy
}

/// The text of an attribute: plain, white space collapsed, in normal form C.
pub fn attribute(text: &str) -> String {
    plain(&tidy(vec![Run { text: composed(text), style: Style::default() }]))
}

/// A text in normal form C, as nearly all texts are.
pub fn composed(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}

/// The text without its styles.
pub fn plain(text: &Inline) -> String {
    text.iter().map(|run| run.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_collapsed_across_styles() {
        let xml = "<p>\n  Anak <b> dari \t<i>ibu</i></b>\n e\u{301}lodie  </p>";
        let parsed = roxmltree::Document::parse(xml).unwrap();
        let runs = inline(parsed.root_element()).unwrap();
        let texts: Vec<_> = runs.iter().map(|r| (r.text.as_str(), r.style.bold)).collect();
        assert_eq!(
            texts,
            [("Anak ", false), ("dari ", true), ("ibu", true), (" \u{e9}lodie", false)]
        );
        assert_eq!(plain(&runs), "Anak dari ibu \u{e9}lodie");
    }
}
