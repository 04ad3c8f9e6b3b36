//! A text that may go on over the page: never one line alone on either side.

use super::lines::{Line, Setting};
use super::setter::Setter;
use super::shape::{Mark, Owner};
use super::units::Mp;

/// Lines, and what stands beside the first of them.
pub struct Flow<'a> {
    pub lines: &'a [Line],
    pub set: Setting,
    pub owners: &'a [Owner],
    /// Where the lines begin.
    pub x: Mp,
    /// A number or label beside the first lines, with its height.
    pub beside: (Vec<Mark>, Mp),
    /// Space above.
    pub before: Mp,
    /// What it is called when it is too high.
    pub what: &'static str,
}

/// Lines that are never alone.
const TOGETHER: usize = 2;

impl Setter<'_> {
    /// Sets a text as slices: the first two lines, one line each, the last two.
    pub fn flow(&mut self, flow: Flow<'_>) {
        let leading = Self::leading(flow.set.size);
        let (mut marks, beside) = flow.beside;
        let mut before = flow.before;
        let reach = usize::try_from((beside + leading - 1) / leading).unwrap_or(0);
        let first = reach.max(TOGETHER);
        let mut from = 0;
        loop {
            let left = flow.lines.len() - from;
            let taken = match from {
                _ if left <= TOGETHER => left,
                0 if left < first + TOGETHER => left,
                0 => first,
                _ => 1,
            };
            let mut y = 0;
            for line in &flow.lines[from..from + taken] {
                let place = (flow.x, y + Self::baseline(flow.set.size));
                Self::line(line, flow.set, flow.owners, place, &mut marks);
                y += leading;
            }
            let height = if from == 0 { y.max(beside) } else { y };
            let marks = std::mem::take(&mut marks);
            self.fragment(flow.set.line, std::mem::take(&mut before), height, marks, flow.what);
            from += taken;
            if from == flow.lines.len() {
                return;
            }
        }
    }

    /// Of rows or items, the first two stay on one page, and the last two; `starts` are their first slices.
    pub fn together(&mut self, starts: &[usize]) {
        let ends = [starts.get(1), starts.last().filter(|_| starts.len() > 1)];
        for next in ends.into_iter().flatten() {
            if let Some(slice) = next.checked_sub(1).and_then(|at| self.out.get_mut(at)) {
                slice.keep_next = true;
            }
        }
    }
}
