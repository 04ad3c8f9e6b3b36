//! A text of the folder as a tree, and findings about a text as a whole.

use super::at::Source;
use super::report::Report;
use super::{Finding, tree};

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
        let line = usize::try_from(fault.spot.line).unwrap_or(1).saturating_sub(1);
        report.findings.push(Finding {
            column: fault.spot.column,
            remedy: fault.remedy.map(str::to_owned),
            source: text.lines().nth(line).unwrap_or_default().to_owned(),
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
