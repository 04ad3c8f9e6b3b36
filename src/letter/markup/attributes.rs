//! Attributes of an element: taken one by one, so that what is left over is unknown.

use crate::letter::error::Fault;
use crate::letter::layout::{Mp, from_um};
use roxmltree::Node;

/// The line of an element: the one that the template's compiler wrote into it, else its own.
pub fn line_of(node: Node<'_, '_>) -> u32 {
    let written = node.attribute("at").and_then(|at| at.parse().ok());
    written.unwrap_or_else(|| node.document().text_pos_at(node.range().start).row)
}

pub struct Attributes<'a, 'x> {
    node: Node<'a, 'x>,
    line: u32,
    taken: Vec<&'static str>,
}

impl<'a, 'x> Attributes<'a, 'x> {
    pub fn of(node: Node<'a, 'x>) -> Self {
        Self { node, line: line_of(node), taken: vec!["at"] }
    }

    pub fn take(&mut self, name: &'static str) -> Option<&'a str> {
        self.taken.push(name);
        self.node.attribute(name)
    }

    pub fn must(&mut self, name: &'static str) -> Result<&'a str, Fault> {
        let tag = self.node.tag_name().name();
        self.take(name)
            .ok_or_else(|| Fault::markup(self.line, format!("<{tag}> needs {name}=\"...\"")))
    }

    /// Millimetres, with at most three decimals, between the bounds.
    pub fn mm(
        &mut self,
        name: &'static str,
        default: u32,
        from: u32,
        to: u32,
    ) -> Result<Mp, Fault> {
        match self.take(name) {
            None => Ok(from_um(i64::from(default) * 1000)),
            Some(text) => self.one_mm(name, text, from, to),
        }
    }

    fn one_mm(&self, name: &str, text: &str, from: u32, to: u32) -> Result<Mp, Fault> {
        match micrometres(text) {
            Some(um) if (i64::from(from) * 1000..=i64::from(to) * 1000).contains(&um) => {
                Ok(from_um(um))
            }
            _ => Err(self.bad(name, text, &format!("from {from} to {to} mm"))),
        }
    }

    pub fn mm_list(&mut self, name: &'static str, text: &str, to: u32) -> Result<Vec<Mp>, Fault> {
        self.taken.push(name);
        text.split_ascii_whitespace().map(|one| self.one_mm(name, one, 0, to)).collect()
    }

    pub fn count(
        &mut self,
        name: &'static str,
        default: usize,
        from: usize,
        to: usize,
    ) -> Result<usize, Fault> {
        let Some(text) = self.take(name) else { return Ok(default) };
        text.parse()
            .ok()
            .filter(|n| (from..=to).contains(n))
            .ok_or_else(|| self.bad(name, text, &format!("a whole number from {from} to {to}")))
    }

    pub fn one_of<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&str, T)],
        default: T,
    ) -> Result<T, Fault> {
        let Some(text) = self.take(name) else { return Ok(default) };
        words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.bad(name, text, &known.join(", "))
        })
    }

    fn bad(&self, name: &str, text: &str, wanted: &str) -> Fault {
        let tag = self.node.tag_name().name();
        Fault::markup(self.line, format!("<{tag} {name}=\"{text}\">: must be {wanted}"))
    }

    /// Everything that was not taken is unknown.
    pub fn done(self) -> Result<(), Fault> {
        let tag = self.node.tag_name().name();
        match self.node.attributes().find(|a| !self.taken.contains(&a.name())) {
            Some(a) => {
                let message = format!("<{tag}> has no attribute \"{}\"", a.name());
                Err(Fault::markup(self.line, message))
            }
            None => Ok(()),
        }
    }
}

fn micrometres(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || part.len() > 3 || !digits(whole) || !digits(part) {
        return None;
    }
    let part = format!("{part:0<3}");
    Some(whole.parse::<i64>().ok()? * 1000 + part.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::micrometres;

    #[test]
    fn millimetres() {
        assert_eq!(micrometres("15"), Some(15_000));
        assert_eq!(micrometres("5.5"), Some(5_500));
        assert_eq!(micrometres("0.125"), Some(125));
        for bad in ["", "-1", ".5", "1,5", "1.2345", "1e3", "99999"] {
            assert_eq!(micrometres(bad), None, "{bad}");
        }
    }
}
