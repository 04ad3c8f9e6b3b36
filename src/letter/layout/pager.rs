//! From slices to pages.

use super::outline::Outline;
use super::setter::Setter;
use super::shape::{Fragment, Head, Mark};
use super::units::{Mp, from_um};
use crate::letter::error::{Fault, Problem};
use crate::letter::facts::{Edition, Facts};
use crate::letter::markup::Letter;

/// A letter on its pages.
pub struct Laid {
    /// Width and height of every page.
    pub paper: (Mp, Mp),
    /// Marks of each page, places counted from the page's upper left corner.
    pub pages: Vec<Vec<Mark>>,
    pub outline: Outline,
}

/// Lays a whole letter out.
pub fn lay_out(letter: &Letter, facts: &Facts, edition: Edition) -> Result<Laid, Fault> {
    let sheet = facts.stationery.paper.unwrap_or(letter.paper);
    let (width, height) = sheet.size_um();
    let paper = (from_um(width), from_um(height));
    let margins = letter.margins;
    let sides = margins.left + margins.right;
    let mut setter = Setter {
        letter,
        facts,
        edition,
        outline: Outline::new(),
        out: Vec::new(),
        number: None,
        paper: sheet,
        width: paper.0 - sides,
        asked_width: from_um(letter.paper.size_um().0) - sides,
        signed: false,
    };
    setter.blocks(&letter.blocks, Outline::ROOT)?;
    let fragments = std::mem::take(&mut setter.out);
    let (foot, foot_height) = setter.foot()?;
    let room = paper.1 - margins.top - margins.bottom - foot_height - from_um(3_000);
    let head = setter.head_height()?;
    let pages = share(fragments, room, head)?;
    let count = pages.len();
    let mut laid = Vec::with_capacity(count);
    for (at, page) in pages.into_iter().enumerate() {
        let mut marks = Vec::new();
        if edition.is_draft() {
            marks.push(setter.watermark(paper)?);
        }
        let mut top = margins.top;
        if at > 0 {
            marks.extend(moved(setter.head(at + 1, count)?, margins.left, top));
            top += head;
        }
        for (y, fragment) in page {
            marks.extend(moved(fragment.marks, margins.left, top + y));
        }
        let bottom = paper.1 - margins.bottom - foot_height;
        marks.extend(moved(foot.clone(), margins.left, bottom));
        laid.push(marks);
    }
    Ok(Laid { paper, pages: laid, outline: setter.outline })
}

fn moved(marks: Vec<Mark>, x: Mp, y: Mp) -> impl Iterator<Item = Mark> {
    marks.into_iter().map(move |mark| Mark { x: mark.x + x, y: mark.y + y, ..mark })
}

type Page = Vec<(Mp, Fragment)>;

/// Fills pages with groups of slices that stay together.
fn share(fragments: Vec<Fragment>, room: Mp, head: Mp) -> Result<Vec<Page>, Fault> {
    let mut pages: Vec<Page> = vec![Vec::new()];
    let mut y = 0;
    let mut group: Vec<Fragment> = Vec::new();
    for fragment in fragments {
        let open = fragment.keep_next;
        group.push(fragment);
        if !open {
            y = place(std::mem::take(&mut group), &mut pages, y, room, head)?;
        }
    }
    if !group.is_empty() {
        place(group, &mut pages, y, room, head)?;
    }
    Ok(pages)
}

fn place(
    mut group: Vec<Fragment>,
    pages: &mut Vec<Page>,
    mut y: Mp,
    room: Mp,
    head: Mp,
) -> Result<Mp, Fault> {
    let total: Mp = group.iter().map(|f| f.before + f.height).sum();
    // What stands at the foot goes alone rather than make too much of what it belongs to.
    let alone = group.len() > 1 && total > room - head && group.last().is_some_and(|f| f.sinks);
    if let Some(last) = group.pop_if(|_| alone) {
        y = place(group, pages, y, room, head)?;
        return place(vec![last], pages, y, room, head);
    }
    let lead = if y == 0 { group.first().map_or(0, |f| f.before) } else { 0 };
    let limit = |pages: &[Page]| if pages.len() == 1 { room } else { room - head };
    let fresh = pages.last().is_none_or(Vec::is_empty);
    let asked = group.iter().any(|f| f.new_page);
    if !fresh && (asked || y + total - lead > limit(pages)) {
        let repeat = group.first().and_then(|row| Some((row, row.head.as_deref()?)));
        y = repeat.map_or(0, |(_, head)| head.height);
        pages.push(repeat.map(|(row, head)| (0, repeated(head, row))).into_iter().collect());
    }
    for fragment in group {
        if y > 0 {
            y += fragment.before;
        }
        if fragment.sinks {
            y = y.max(limit(pages) - fragment.height);
        }
        let end = y + fragment.height;
        if end > limit(pages) {
            return Err(Fault::new(fragment.line, Problem::TooHigh(fragment.what)));
        }
        if let Some(page) = pages.last_mut() {
            page.push((y, fragment));
        }
        y = end;
    }
    Ok(y)
}

/// A slice that repeats the head of a table.
fn repeated(head: &Head, row: &Fragment) -> Fragment {
    Fragment {
        line: row.line,
        before: 0,
        height: head.height,
        marks: head.marks.clone(),
        keep_next: true,
        new_page: false,
        sinks: false,
        what: "the head of this table",
        head: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(line: u32, height: Mp, keep_next: bool) -> Fragment {
        Fragment {
            line,
            before: 10,
            height,
            marks: Vec::new(),
            keep_next,
            new_page: false,
            sinks: false,
            what: "this",
            head: None,
        }
    }

    fn lines(pages: &[Page]) -> Vec<Vec<u32>> {
        pages.iter().map(|page| page.iter().map(|(_, f)| f.line).collect()).collect()
    }

    #[test]
    fn groups_move_to_the_next_page_whole() {
        let slices = vec![slice(1, 60, false), slice(2, 20, true), slice(3, 20, false)];
        assert_eq!(lines(&share(slices, 120, 10).unwrap()), [vec![1, 2, 3]]);
        let slices = vec![slice(1, 60, false), slice(2, 20, true), slice(3, 20, false)];
        assert_eq!(lines(&share(slices, 119, 10).unwrap()), [vec![1], vec![2, 3]]);
        let mut slices = vec![slice(1, 10, false), slice(2, 10, false)];
        slices[1].new_page = true;
        assert_eq!(lines(&share(slices, 100, 10).unwrap()), [vec![1], vec![2]]);
    }

    #[test]
    fn a_table_repeats_its_head_on_the_next_page() {
        let mut slices = vec![slice(1, 60, false), slice(2, 20, false), slice(3, 20, false)];
        slices[2].head = Some(std::rc::Rc::new(Head { height: 15, marks: Vec::new() }));
        let pages = share(slices, 100, 10).unwrap();
        assert_eq!(lines(&pages), [vec![1, 2], vec![3, 3]]);
        assert_eq!(pages[1][1].0, 15 + 10);
    }

    #[test]
    fn what_sinks_stands_at_the_foot_of_its_page() {
        let mut slices = vec![slice(1, 40, true), slice(2, 20, false)];
        slices[1].sinks = true;
        let pages = share(slices, 100, 10).unwrap();
        assert_eq!(pages[0].iter().map(|(y, _)| *y).collect::<Vec<_>>(), [0, 80]);
    }

    #[test]
    fn what_no_page_can_hold_is_an_error() {
        let fault = share(vec![slice(1, 10, false), slice(9, 101, false)], 100, 0).err().unwrap();
        assert_eq!(fault, Fault::new(9, Problem::TooHigh("this")));
        assert!(share(vec![slice(1, 60, true), slice(2, 60, false)], 100, 0).is_err());
    }
}
