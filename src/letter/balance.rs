//! Whether the body of a handlebars block opens and closes its own elements, so that leaving it out leaves well-formed
//! markup behind.

use handlebars::Template;
use handlebars::template::TemplateElement;

/// Whether every element that the body opens is closed in it, and no other. Blocks inside it are judged by themselves.
pub fn is_balanced(body: &Template) -> bool {
    let markup: String = body
        .elements
        .iter()
        .filter_map(|element| match element {
            TemplateElement::RawString(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let mut open = 0_i32;
    let mut rest = markup.as_str();
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let (end, change) = if rest.starts_with("<!--") {
            ("-->", 0)
        } else if rest.starts_with("</") {
            (">", -1)
        } else {
            (">", 1)
        };
        let Some(length) = rest.find(end).map(|at| at + end.len()) else { return false };
        open += if rest[..length].ends_with("/>") { 0 } else { change };
        if open < 0 {
            return false;
        }
        rest = &rest[length..];
    }
    open == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_stands_on_its_own() {
        let judged = |body: &str| is_balanced(&Template::compile(body).unwrap());
        assert!(judged("<p>a</p><qr/><!-- <p> --><row label=\"{{x}}\">b</row>"));
        assert!(judged("text {{#if a}}<p>{{/if}} only"));
        for broken in ["<p>", "</p>", "</p><p>", "<p", "<p><b></p>"] {
            assert!(!judged(broken), "{broken}");
        }
    }
}
