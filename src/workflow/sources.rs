//! A text of the folder as a tree, and findings about a text as a whole.

use super::at::Source;
use super::report::Report;
use super::{Finding, tree};

/// A line of a text, from 1, without its break. Breaks are those of YAML: of an old editor also a
/// carriage return alone.
pub fn line_of(text: &str, number: u32) -> &str {
    let mut rest = text;
    for _ in 1..number {
        let Some(end) = rest.find(['\n', '\r']) else { return "" };
        let after = &rest[end..];
        rest = after.strip_prefix("\r\n").unwrap_or(&after[1..]);
    }
    rest.split(['\n', '\r']).next().unwrap_or_default()
}

/// A text without the mark that some editors put before it (U+FEFF).
pub fn unmarked(text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// A finding about a line of a file.
pub(super) fn bare(file: &str, line: u32, message: String) -> Finding {
    Finding {
        file: file.to_owned(),
        line,
        column: 1,
        path: String::new(),
        message,
        remedy: None,
        warning: false,
        source: String::new(),
    }
}

/// The tree of a file; `None` where it has none, which is reported.
pub(super) fn read_tree(name: &str, text: &str, report: &mut Report) -> Option<Source> {
    let (tree, broken) = tree::read(text);
    for fault in broken {
        report.findings.push(Finding {
            column: fault.spot.column,
            remedy: fault.remedy.map(str::to_owned),
            source: line_of(text, fault.spot.line).to_owned(),
            ..bare(name, fault.spot.line, fault.message)
        });
    }
    match tree {
        Some(tree) if !matches!(tree.kind, tree::Kind::Map(_)) => {
            report.findings.push(bare(
                name,
                1,
                "must be a map of keys: format, id, ...".to_owned(),
            ));
            None
        }
        Some(tree) => Some(Source { name: name.to_owned(), text: text.to_owned(), tree }),
        None if report.findings.iter().any(|finding| finding.file == name) => None,
        None => {
            let remedy = Some("begin with `format: 1`".to_owned());
            let finding = bare(name, 1, "is empty".to_owned());
            report.findings.push(Finding { remedy, ..finding });
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_as_yaml_ends_it() {
        for text in ["a\nb\nc", "a\rb\rc", "a\r\nb\r\nc", "a\r\nb\rc\n"] {
            let lines = [1, 2, 3, 4, 9].map(|number| line_of(text, number));
            assert_eq!(lines, ["a", "b", "c", "", ""], "{text:?}");
        }
        let mut report = Report::default();
        assert!(read_tree("x.yaml", "format: 1\rid: x\rid: y\r", &mut report).is_some());
        let finding = &report.findings[0];
        assert_eq!((finding.line, &*finding.source), (3, "id: y"));
    }

    #[test]
    fn a_mark_before_the_text_is_no_part_of_it() {
        assert_eq!(unmarked("\u{feff}format: 1".to_owned()), "format: 1");
        assert_eq!(unmarked("format: 1".to_owned()), "format: 1");
    }
}
