//! Breaking text into lines: where one may end by UAX 14, where it does by [`fit`].

use super::fit::{self, Span};
use super::joints::binds;
use super::units::Mp;
use crate::letter::error::{Fault, Problem};
use crate::letter::fonts::{FaceKey, Family, face};
use crate::letter::markup::{Align, Inline, Style};
use unicode_linebreak::{BreakOpportunity, linebreaks};

/// How text is set.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    pub family: Family,
    /// Points.
    pub size: u16,
    pub width: Mp,
    /// Indent of the first line.
    pub indent: Mp,
    pub align: Align,
    /// Template line, for errors.
    pub line: u32,
}

impl Setting {
    pub fn aligned(self, align: Align) -> Self {
        Self { align, ..self }
    }
}

/// A piece of one run, never broken; its text may end in blanks, which `width` leaves out.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Which run of the text it is from.
    pub run: usize,
    pub style: Style,
    pub text: String,
    pub width: Mp,
    pub space: Mp,
}

#[derive(Debug)]
pub struct Line {
    pub pieces: Vec<Piece>,
    /// Width without the blanks at its end.
    pub width: Mp,
    pub indent: Mp,
    /// Ends a paragraph: never spread out.
    pub last: bool,
}

/// Width of a plain text in one face.
pub fn measure(key: FaceKey, size: u16, text: &str, line: u32) -> Result<Mp, Fault> {
    let Some(face) = face(key) else { return Err(Fault::pdf("a font file is broken")) };
    let mut width = 0;
    for sign in text.chars() {
        let Some(advance) = face.advance(sign) else {
            let near: String = text.chars().take(40).collect();
            return Err(Fault::new(line, Problem::Glyph { sign, text: near }));
        };
        width += Mp::from(advance);
    }
    Ok(width * Mp::from(size))
}

/// Breaks a text into lines of a width.
pub fn break_lines(text: &Inline, set: Setting) -> Result<Vec<Line>, Fault> {
    if let Some(line) = one_line(text, set)? {
        return Ok(vec![line]);
    }
    let mut lines = Vec::new();
    let mut rest = chunks(text, set)?;
    while !rest.is_empty() {
        let must = rest.iter().position(|chunk| chunk.must).map_or(rest.len(), |at| at + 1);
        let later = rest.split_off(must);
        let indent = if lines.is_empty() { set.indent } else { 0 };
        paragraph(rest, Setting { indent, ..set }, &mut lines)?;
        rest = later;
    }
    Ok(lines)
}

/// Most texts fit into one line, and nothing that a font can print ends a line before its time.
fn one_line(text: &Inline, set: Setting) -> Result<Option<Line>, Fault> {
    let whole = text.iter().enumerate();
    let whole = whole.map(|(at, run)| piece(&run.text, at, run.style, set));
    let pieces = whole.collect::<Result<Vec<_>, _>>()?;
    let line = finish(Line { pieces, width: 0, indent: set.indent, last: true });
    let fits = !line.pieces.is_empty() && line.indent + line.width <= set.width;
    Ok(fits.then_some(line))
}

/// Lines up to a place where one must end.
fn paragraph(chunks: Vec<Chunk>, set: Setting, lines: &mut Vec<Line>) -> Result<(), Fault> {
    let mut fitting: Vec<Chunk> = Vec::with_capacity(chunks.len());
    for mut chunk in chunks {
        // Wider than a whole line: a name is what it is, so it goes on below.
        loop {
            let room = set.width - if fitting.is_empty() { set.indent } else { 0 };
            if solid(&chunk.pieces) <= room {
                break;
            }
            let rest = cut(&mut chunk.pieces, room, set)?;
            let pieces = std::mem::replace(&mut chunk.pieces, rest);
            fitting.push(Chunk { pieces, must: false, holds: false });
        }
        fitting.push(chunk);
    }
    let span = |chunk: &Chunk| Span {
        solid: solid(&chunk.pieces),
        space: chunk.pieces.last().map_or(0, |piece| piece.space),
        holds: chunk.holds,
    };
    let spans: Vec<Span> = fitting.iter().map(span).collect();
    let mut ends = fit::ends(&spans, set);
    ends.push(fitting.len());
    let (mut from, mut indent) = (0, set.indent);
    let mut fitting = fitting.into_iter();
    for end in ends {
        let pieces = fitting.by_ref().take(end - from).flat_map(|chunk| chunk.pieces).collect();
        lines.push(finish(Line { pieces, width: 0, indent, last: false }));
        (from, indent) = (end, 0);
    }
    if let Some(last) = lines.last_mut() {
        last.last = true;
    }
    Ok(())
}

/// Pieces between which no line ends.
struct Chunk {
    pieces: Vec<Piece>,
    /// Whether the line must end behind it, and whether it holds on to the next one.
    must: bool,
    holds: bool,
}

/// Width without the blanks at its end.
fn solid(chunk: &[Piece]) -> Mp {
    let whole: Mp = chunk.iter().map(|p| p.width + p.space).sum();
    whole - chunk.last().map_or(0, |p| p.space)
}

/// Leaves in `chunk` the characters that fit into `room`, and gives what is to go on the next line.
fn cut(chunk: &mut Vec<Piece>, room: Mp, set: Setting) -> Result<Vec<Piece>, Fault> {
    let mut left = room;
    let fits = |one: &&Piece| {
        left -= one.width + one.space;
        left >= 0
    };
    let whole = chunk.iter().take_while(fits).count();
    let mut rest = chunk.split_off(whole);
    let Some(first) = rest.first_mut() else { return Ok(rest) };
    let (run, style, text) = (first.run, first.style, first.text.clone());
    let mut left = room - chunk.iter().map(|p| p.width + p.space).sum::<Mp>();
    let mut at = 0;
    for (start, sign) in text.char_indices() {
        let end = start + sign.len_utf8();
        left -= measure(key(style, set), set.size, &text[start..end], set.line)?;
        if left < 0 {
            break;
        }
        at = end;
    }
    if at > 0 {
        chunk.push(piece(&text[..at], run, style, set)?);
        *first = piece(&text[at..], run, style, set)?;
    } else if chunk.is_empty() {
        return Err(Fault::new(set.line, Problem::TooWide(text.trim_end().to_owned())));
    }
    Ok(rest)
}

fn finish(mut line: Line) -> Line {
    if let Some(last) = line.pieces.last_mut() {
        last.space = 0;
    }
    line.width = line.pieces.iter().map(|p| p.width + p.space).sum();
    line
}

/// The text cut at every place where a line may end, each cut into pieces of one run.
fn chunks(text: &Inline, set: Setting) -> Result<Vec<Chunk>, Fault> {
    let whole: String = text.iter().map(|run| run.text.as_str()).collect();
    let mut bounds = Vec::with_capacity(text.len());
    let mut end = 0;
    for run in text {
        end += run.text.len();
        bounds.push(end);
    }
    let mut chunks = Vec::new();
    let (mut from, mut run) = (0, 0);
    for (to, must) in opportunities(&whole) {
        let holds = binds(&whole[from..to], &whole[to..]);
        let mut pieces = Vec::new();
        while from < to {
            while bounds[run] <= from {
                run += 1;
            }
            let end = to.min(bounds[run]);
            pieces.push(piece(&whole[from..end], run, text[run].style, set)?);
            from = end;
        }
        chunks.push(Chunk { pieces, must: must && to < whole.len(), holds });
    }
    Ok(chunks)
}

/// Where a line may end, and whether it must. UAX 14 keeps some signs with the blank before them, such as a comma
/// that somebody typed after a blank; on paper every blank may end a line.
fn opportunities(whole: &str) -> Vec<(usize, bool)> {
    let mut rules =
        linebreaks(whole).map(|(at, kind)| (at, kind == BreakOpportunity::Mandatory)).peekable();
    let mut found = Vec::with_capacity(whole.len() / 4);
    for (at, _) in whole.match_indices(' ') {
        while let Some(rule) = rules.next_if(|(rule, _)| *rule <= at) {
            found.push(rule);
        }
        if rules.peek().is_none_or(|(rule, _)| *rule > at + 1) {
            found.push((at + 1, false));
        }
    }
    found.extend(rules);
    found
}

fn piece(text: &str, run: usize, style: Style, set: Setting) -> Result<Piece, Fault> {
    let key = key(style, set);
    let solid = text.trim_end_matches(' ');
    let width = measure(key, set.size, solid, set.line)?;
    let space = measure(key, set.size, &text[solid.len()..], set.line)?;
    Ok(Piece { run, style, text: text.to_owned(), width, space })
}

fn key(style: Style, set: Setting) -> FaceKey {
    FaceKey { family: set.family, bold: style.bold, italic: style.italic }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::markup::Run;
    use proptest::prelude::*;

    fn set(width: Mp) -> Setting {
        Setting {
            family: Family::Serif,
            size: 12,
            width,
            indent: 20_000,
            align: Align::Left,
            line: 7,
        }
    }

    fn text(runs: &[(&str, bool)]) -> Inline {
        runs.iter()
            .map(|(text, bold)| Run {
                text: (*text).to_owned(),
                style: Style { bold: *bold, ..Style::default() },
            })
            .collect()
    }

    #[test]
    fn a_word_wider_than_a_line_goes_on_below() {
        let long = text(&[("satu Kalimantan", false), ("selatanbaratdaya dua", true)]);
        let lines = break_lines(&long, set(100_000)).unwrap();
        let shown: Vec<String> =
            lines.iter().map(|l| l.pieces.iter().map(|p| p.text.as_str()).collect()).collect();
        assert_eq!(shown, ["satu ", "Kalimantanselat", "anbaratdaya ", "dua"]);
        assert!(lines.iter().all(|line| line.indent + line.width <= 100_000));
    }

    #[test]
    fn a_place_too_narrow_for_a_character_and_a_missing_character_are_errors() {
        let fault = break_lines(&text(&[("W", false)]), set(1_000)).unwrap_err();
        assert_eq!(fault, Fault::new(7, Problem::TooWide("W".into())));
        let fault = break_lines(&text(&[("kopi \u{2615}", false)]), set(300_000)).unwrap_err();
        assert!(matches!(fault.problem, Problem::Glyph { sign: '\u{2615}', .. }));
    }

    #[test]
    fn styles_do_not_break_words() {
        let lines = break_lines(
            &text(&[("anak ", false), ("Siti", true), (", lahir", false)]),
            set(70_000),
        )
        .unwrap();
        let shown: Vec<String> =
            lines.iter().map(|l| l.pieces.iter().map(|p| p.text.as_str()).collect()).collect();
        assert_eq!(shown, ["anak ", "Siti, lahir"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_is_too_wide(words in prop::collection::vec("[a-zA-Z,.'-]{1,30}", 1..40)) {
            let given = words.join(" ");
            let lines = break_lines(&text(&[(&given, false)]), set(150_000)).unwrap();
            let joined: String = lines.iter().flat_map(|l| l.pieces.iter().map(|p| p.text.as_str())).collect();
            prop_assert_eq!(joined, given);
            for line in lines {
                prop_assert!(line.indent + line.width <= 150_000);
            }
        }
    }
}
