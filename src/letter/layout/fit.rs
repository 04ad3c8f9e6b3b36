//! Where the lines of a text end: as few lines as it takes, and among those the evenest.

use super::lines::Setting;
use super::units::Mp;
use crate::letter::markup::Align;

/// A piece of text that no line end parts: its width, the width of the blanks behind it, and whether it holds on to
/// what follows.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub solid: Mp,
    pub space: Mp,
    pub holds: bool,
}

/// More than any unevenness: one line less is always better.
const LINE: i64 = 1_000_000_000_000;
/// Blanks of a line without any, or stretched beyond measure.
const LOOSE: i64 = 100_000;
/// What a short last line costs: blanks may be stretched to three times their width to mend it.
const STUB: i64 = 45_000;

/// The number of the first span of every line but the first. Each span alone must fit into a line.
pub fn ends(spans: &[Span], set: Setting) -> Vec<usize> {
    let count = spans.len();
    // The cheapest way to set everything from a span on, and where its first line ends.
    let mut best = vec![(0_i64, count); count + 1];
    for from in (0..count).rev() {
        let indent = if from == 0 { set.indent } else { 0 };
        let mut cheapest = (i64::MAX, count);
        let (mut width, mut gaps) = (0, 0);
        for to in from + 1..=count {
            let last = spans[to - 1];
            if width + last.solid > set.width - indent && to > from + 1 {
                break;
            }
            let free = set.width - indent - width - last.solid;
            let parted = match last {
                _ if to == count => 0,
                Span { holds: true, .. } => HELD,
                Span { space: 0, .. } => INNER,
                _ => 0,
            };
            let cost = LINE + uneven(free, gaps, to == count, set) + parted + best[to].0;
            // Of equal ways the one with the fuller first line.
            if cost <= cheapest.0 {
                cheapest = (cost, to);
            }
            width += last.solid + last.space;
            gaps += i64::from(last.space > 0);
        }
        best[from] = cheapest;
    }
    let mut ends = Vec::new();
    let mut at = best[0].1;
    while at < count {
        ends.push(at);
        at = best[at].1;
    }
    ends
}

/// What a line end costs between words that belong together, and one within a word, after a hyphen or slash.
const HELD: i64 = 60_000;
const INNER: i64 = 30_000;

/// How bad a line looks.
fn uneven(free: Mp, gaps: i64, last: bool, set: Setting) -> i64 {
    let hundredth = (set.width / 100).max(1);
    match set.align {
        // Lines of about one length; the last one, too.
        Align::Center => (free / hundredth).pow(2) * 100,
        // A lone short word on the last line.
        _ if last => i64::from(set.width - free < set.width / 10) * STUB,
        Align::Justify => {
            let blank = Mp::from(set.size) * 260;
            let stretched = if gaps == 0 { LOOSE } else { free * 1000 / (gaps * blank) };
            (stretched.min(LOOSE) / 10).pow(2)
        }
        Align::Left | Align::Right => (free / hundredth).pow(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::fonts::Family;
    use proptest::prelude::*;

    fn set(align: Align, width: Mp) -> Setting {
        Setting { family: Family::Serif, size: 10, width, indent: 0, align, line: 1 }
    }

    fn spans(widths: &[Mp]) -> Vec<Span> {
        widths
            .iter()
            .map(|solid| Span { solid: *solid * 1000, space: 2_600, holds: false })
            .collect()
    }

    /// Fills each line as far as it goes.
    fn greedy(spans: &[Span], set: Setting) -> Vec<usize> {
        let (mut ends, mut pen) = (Vec::new(), set.indent);
        for (at, span) in spans.iter().enumerate() {
            if at > 0 && pen + span.solid > set.width {
                ends.push(at);
                pen = 0;
            }
            pen += span.solid + span.space;
        }
        ends
    }

    #[test]
    fn a_short_word_is_not_left_alone() {
        let words = spans(&[10; 19]);
        let set = set(Align::Justify, 112_000);
        assert_eq!(greedy(&words, set), [9, 18]);
        assert_eq!(ends(&words, set), [9, 17]);
    }

    #[test]
    fn a_title_is_broken_in_its_middle() {
        let words = spans(&[30, 30, 30, 30]);
        assert_eq!(ends(&words, set(Align::Center, 110_000)), [2]);
        assert_eq!(greedy(&words, set(Align::Center, 110_000)), [3]);
    }

    #[test]
    fn words_that_belong_together_stay_together() {
        let mut words = spans(&[10; 16]);
        let set = set(Align::Justify, 112_000);
        assert_eq!(ends(&words, set), [9]);
        words[8].holds = true;
        assert_eq!(ends(&words, set), [8]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_line_is_wasted(
            widths in prop::collection::vec(1..60_i64, 1..60),
            align in prop::sample::select(vec![Align::Justify, Align::Left, Align::Center]),
        ) {
            let (spans, set) = (spans(&widths), set(align, 100_000));
            let found = ends(&spans, set);
            prop_assert_eq!(found.len(), greedy(&spans, set).len());
            let bounds: Vec<usize> =
                std::iter::once(0).chain(found).chain([spans.len()]).collect();
            for pair in bounds.windows(2) {
                let line = &spans[pair[0]..pair[1]];
                let width: Mp = line.iter().map(|span| span.solid + span.space).sum();
                prop_assert!(width - 2_600 <= set.width, "{:?}", pair);
            }
        }
    }
}
