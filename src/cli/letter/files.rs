//! Where a letter is written.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// The files that are asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Wanted {
    pub pdf: Option<PathBuf>,
    /// The first page.
    pub svg: Option<PathBuf>,
}

impl Wanted {
    /// Those of `--out`, or both of a template's name.
    pub fn of(out: Option<&Path>, name: &str) -> anyhow::Result<Self> {
        let Some(out) = out else {
            let file = |end: &str| Some(Path::new("out").join(format!("{name}.{end}")));
            return Ok(Self { pdf: file("pdf"), svg: file("svg") });
        };
        match out.extension().and_then(|end| end.to_str()) {
            Some("pdf") => Ok(Self { pdf: Some(out.to_owned()), svg: None }),
            Some("svg") => Ok(Self { pdf: None, svg: Some(out.to_owned()) }),
            _ => bail!("{} must end in .pdf or .svg", out.display()),
        }
    }
}

/// A file for each page: `birth.svg`, `birth-2.svg`. Pages that an earlier, longer letter left there are removed.
pub fn pages(first: &Path, count: usize) -> anyhow::Result<Vec<PathBuf>> {
    let stem = first.file_stem().unwrap_or_default().to_string_lossy();
    let page = |nth: usize| match nth {
        1 => first.to_owned(),
        _ => first.with_file_name(format!("{stem}-{nth}.svg")),
    };
    for old in count + 1.. {
        match fs::remove_file(page(old)) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => break,
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("cannot remove {}", page(old).display()));
            }
        }
    }
    Ok((1..=count).map(page).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_what_is_written() {
        let of = |out: &str| Wanted::of(Some(Path::new(out)), "birth");
        assert_eq!(of("a.pdf").unwrap(), Wanted { pdf: Some("a.pdf".into()), svg: None });
        assert_eq!(of("a.svg").unwrap(), Wanted { pdf: None, svg: Some("a.svg".into()) });
        assert_eq!(of("a.png").unwrap_err().to_string(), "a.png must end in .pdf or .svg");
        let both = Wanted::of(None, "birth").unwrap();
        assert_eq!(both.pdf, Some("out/birth.pdf".into()));
        assert_eq!(both.svg, Some("out/birth.svg".into()));
    }

    #[test]
    fn pages_of_a_longer_letter_go() {
        let folder = tempfile::tempdir().unwrap();
        let first = folder.path().join("a.svg");
        for page in pages(&first, 3).unwrap() {
            fs::write(page, "").unwrap();
        }
        assert_eq!(pages(&first, 2).unwrap(), [first.clone(), folder.path().join("a-2.svg")]);
        assert!(!folder.path().join("a-3.svg").exists());
    }
}
