//! Patterns of texts: a small language of regular expressions that a whole text must match.
//!
//! Literals, `.`, `[a-z0-9]`, `[^ ]`, `\d`, `\.`, `( | )`, `? * +` and `{2}`, `{2,5}`, `{2,}`.
//! A text is matched in one pass over its characters: no pattern makes that slow.

use std::fmt;
use std::sync::Arc;

/// States of a compiled pattern: what a repetition may be written out to.
const MOST: usize = 2_000;
/// Groups within each other.
const DEEPEST: usize = 16;
/// What may be repeated by `{n}` at most so often.
const MOST_TIMES: u32 = 500;

/// A pattern, compiled.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: Arc<str>,
    states: Arc<[State]>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A state: it takes a character, or leads to others without one.
#[derive(Debug, Clone)]
enum State {
    Take(Set),
    Split(usize, usize),
    Goto(usize),
    Match,
}

/// Characters by ranges.
#[derive(Debug, Clone, PartialEq)]
struct Set {
    ranges: Vec<(char, char)>,
    negated: bool,
}

impl Set {
    fn has(&self, c: char) -> bool {
        self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != self.negated
    }
}

#[derive(Debug, Clone)]
enum Part {
    Set(Set),
    Sequence(Vec<Part>),
    Either(Vec<Part>),
    Repeat(Box<Part>, u32, Option<u32>),
}

impl Pattern {
    /// Compiles a pattern. The error is a sentence about it.
    pub fn new(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text.chars().collect(), next: 0, depth: 0 };
        let part = reader.either()?;
        if let Some(c) = reader.peek() {
            return Err(format!("`{c}` has nothing to close"));
        }
        let mut states = Vec::new();
        emit(&part, &mut states)?;
        states.push(State::Match);
        Ok(Self { text: text.into(), states: states.into() })
    }

    /// Whether the whole text matches.
    pub fn fits(&self, text: &str) -> bool {
        let mut now = vec![false; self.states.len()];
        self.reach(0, &mut now);
        for c in text.chars() {
            let mut next = vec![false; self.states.len()];
            for (index, state) in self.states.iter().enumerate() {
                if let (true, State::Take(set)) = (now[index], state)
                    && set.has(c)
                {
                    self.reach(index + 1, &mut next);
                }
            }
            now = next;
        }
        now.last() == Some(&true)
    }

    /// Marks a state and all that it leads to without a character.
    fn reach(&self, state: usize, marked: &mut [bool]) {
        let mut open = vec![state];
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut marked[at], true) {
                continue;
            }
            match self.states[at] {
                State::Split(a, b) => open.extend([a, b]),
                State::Goto(to) => open.push(to),
                State::Take(_) | State::Match => {}
            }
        }
    }
}

fn emit(part: &Part, out: &mut Vec<State>) -> Result<(), String> {
    if out.len() > MOST {
        return Err("is too long when its repetitions are written out".to_owned());
    }
    match part {
        Part::Set(set) => out.push(State::Take(set.clone())),
        Part::Sequence(parts) => parts.iter().try_for_each(|part| emit(part, out))?,
        Part::Either(parts) => {
            let mut ends = Vec::new();
            for (index, part) in parts.iter().enumerate() {
                if index + 1 == parts.len() {
                    emit(part, out)?;
                    break;
                }
                let split = out.len();
                out.push(State::Match);
                emit(part, out)?;
                ends.push(out.len());
                out.push(State::Match);
                out[split] = State::Split(split + 1, out.len());
            }
            let end = out.len();
            for at in ends {
                out[at] = State::Goto(end);
            }
        }
        Part::Repeat(part, least, most) => {
            for _ in 0..*least {
                emit(part, out)?;
            }
            match most {
                None => {
                    let split = out.len();
                    out.push(State::Match);
                    emit(part, out)?;
                    out.push(State::Goto(split));
                    out[split] = State::Split(split + 1, out.len());
                }
                Some(most) => {
                    let mut splits = Vec::new();
                    for _ in *least..*most {
                        splits.push(out.len());
                        out.push(State::Match);
                        emit(part, out)?;
                    }
                    let end = out.len();
                    for at in splits {
                        out[at] = State::Split(at + 1, end);
                    }
                }
            }
        }
    }
    Ok(())
}

struct Reader {
    rest: Vec<char>,
    next: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.next).copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.next += usize::from(found);
        found
    }

    fn char(&mut self) -> Result<char, String> {
        let c = self.peek().ok_or_else(|| "ends too early".to_owned())?;
        self.next += 1;
        Ok(c)
    }

    fn either(&mut self) -> Result<Part, String> {
        let mut parts = vec![self.sequence()?];
        while self.take('|') {
            parts.push(self.sequence()?);
        }
        Ok(Part::Either(parts))
    }

    fn sequence(&mut self) -> Result<Part, String> {
        let mut parts = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let one = self.one()?;
            parts.push(self.repeated(one)?);
        }
        Ok(Part::Sequence(parts))
    }

    fn one(&mut self) -> Result<Part, String> {
        let single = |c| Part::Set(Set { ranges: vec![(c, c)], negated: false });
        Ok(match self.char()? {
            '(' => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err("has too many groups within each other".to_owned());
                }
                let inner = self.either()?;
                self.depth -= 1;
                if !self.take(')') {
                    return Err("a `(` is not closed".to_owned());
                }
                inner
            }
            '[' => Part::Set(self.set()?),
            '.' => Part::Set(Set { ranges: Vec::new(), negated: true }),
            '\\' => match self.char()? {
                'd' => Part::Set(Set { ranges: vec![('0', '9')], negated: false }),
                c if c.is_ascii_punctuation() || c == ' ' => single(c),
                c => {
                    return Err(format!("`\\{c}` is not known (known: \\d, and \\ before a sign)"));
                }
            },
            c @ ('*' | '+' | '?' | '{') => return Err(format!("`{c}` has nothing to repeat")),
            c @ (']' | '}') => return Err(format!("`{c}` has nothing to close")),
            c @ ('^' | '$') => {
                return Err(format!("`{c}` is not needed: a pattern always fits the whole text"));
            }
            c => single(c),
        })
    }

    fn set(&mut self) -> Result<Set, String> {
        let negated = self.take('^');
        let mut ranges = Vec::new();
        loop {
            let from = match self.char().map_err(|_| "a `[` is not closed".to_owned())? {
                ']' if ranges.is_empty() => return Err("`[]` holds nothing".to_owned()),
                ']' => return Ok(Set { ranges, negated }),
                '\\' => match self.char()? {
                    'd' => {
                        ranges.push(('0', '9'));
                        continue;
                    }
                    c => c,
                },
                c => c,
            };
            let range =
                self.peek() == Some('-') && self.rest.get(self.next + 1).is_some_and(|c| *c != ']');
            let to = if range {
                self.next += 1;
                self.char()?
            } else {
                from
            };
            if to < from {
                return Err(format!("`{from}-{to}` runs backwards"));
            }
            ranges.push((from, to));
        }
    }

    fn repeated(&mut self, part: Part) -> Result<Part, String> {
        let (least, most) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                let close = self.rest[self.next..].iter().position(|c| *c == '}');
                let close = close.ok_or_else(|| "a `{` is not closed".to_owned())?;
                let inner: String = self.rest[self.next + 1..self.next + close].iter().collect();
                self.next += close;
                times(&inner).ok_or_else(|| format!("`{{{inner}}}` is no number of times"))?
            }
            _ => return Ok(part),
        };
        self.next += 1;
        Ok(Part::Repeat(Box::new(part), least, most))
    }
}

fn times(inner: &str) -> Option<(u32, Option<u32>)> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|n| *n <= MOST_TIMES);
    match inner.split_once(',') {
        None => number(inner).map(|n| (n, Some(n))),
        Some((least, "")) => number(least).map(|n| (n, None)),
        Some((least, most)) => {
            let (least, most) = (number(least)?, number(most)?);
            (least <= most).then_some((least, Some(most)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_whole_text_fits_or_does_not() {
        for (pattern, yes, no) in [
            (
                "[A-Z]{1,2} \\d{1,4} [A-Z]{0,3}",
                vec!["N 1234 AB", "AG 7 "],
                vec!["n 1 A", "N 12345 A", "xN 1 A"],
            ),
            ("(ab|c)+d?", vec!["ab", "cabd", "c"], vec!["", "d", "abdd"]),
            ("a.c", vec!["abc", "a c"], vec!["ac", "abbc"]),
            ("[^0-9]*", vec!["", "abc"], vec!["a1"]),
            ("\\d{2,}", vec!["12", "12345"], vec!["1"]),
            ("x{0}y|", vec!["y", ""], vec!["xy"]),
            ("\\[a\\-b\\]", vec!["[a-b]"], vec!["a"]),
            ("[a-]", vec!["a", "-"], vec!["b"]),
        ] {
            let read = Pattern::new(pattern).unwrap();
            assert!(yes.iter().all(|text| read.fits(text)), "{pattern} {yes:?}");
            assert!(!no.iter().any(|text| read.fits(text)), "{pattern} {no:?}");
        }
        let slow = Pattern::new("(a*)*b").unwrap();
        assert!(!slow.fits(&"a".repeat(5_000)));
    }

    #[test]
    fn what_is_no_pattern_is_told() {
        for (pattern, told) in [
            ("(a", "a `(` is not closed"),
            ("a)", "`)` has nothing to close"),
            ("[a", "a `[` is not closed"),
            ("[z-a]", "`z-a` runs backwards"),
            ("*a", "`*` has nothing to repeat"),
            ("a{x}", "`{x}` is no number of times"),
            ("a{9999}", "`{9999}` is no number of times"),
            ("^a$", "`^` is not needed: a pattern always fits the whole text"),
            ("\\q", "`\\q` is not known (known: \\d, and \\ before a sign)"),
            ("((a{500}){500})", "is too long when its repetitions are written out"),
        ] {
            assert_eq!(Pattern::new(pattern).unwrap_err(), told, "{pattern}");
        }
        assert!(Pattern::new(&"(".repeat(40)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(pattern in "[a-c\\[\\](){}|*+?.\\\\^,0-9-]{0,20}", text in "[a-c0-9]{0,20}") {
            if let Ok(pattern) = Pattern::new(&pattern) {
                pattern.fits(&text);
            }
        }
    }
}
