//! The cards on paper: one below the other for a phone, in rows for a wide screen.

use std::fmt::Write as _;

use super::flow::{Card, CardKind, Line};
use super::measure::wrapped;
use crate::workflow::Definition;

/// For what the picture is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One column, 360 wide.
    Phone,
    /// Rows of four, for a screen or a slide.
    Wide,
}

/// Sizes of text, and the space between their lines.
const TITLE: f64 = 15.0;
const TEXT: f64 = 13.0;
const LEADING: f64 = 18.0;
/// Inside a card; text stands to the right of a mark.
const PAD: f64 = 14.0;
const MARK: f64 = 14.0;
/// From one card to the next.
const GAP: f64 = 30.0;
const HEAD: f64 = 22.0;
/// The height at which lines enter and leave a card of a row.
const DOOR: f64 = 24.0;

const STYLE: &str = "\
svg{--paper:#fff;--card:#f6f8fa;--edge:#8c959f;--text:#1f2328;--soft:#57606a;--main:#0b6e4f;\
--back:#9a5b00;--over:#b42318;--late:#6e40c9}\
@media(prefers-color-scheme:dark){svg{--paper:#0d1117;--card:#161b22;--edge:#6e7681;\
--text:#e6edf3;--soft:#a3adb8;--main:#3fb98a;--back:#e3a03c;--over:#ff7b72;--late:#bc8cff}}\
text{font-family:system-ui,\"Noto Sans\",\"Segoe UI\",Roboto,Arial,sans-serif;font-size:13px;\
fill:var(--text)}\
.paper{fill:var(--paper)}\
.card{fill:var(--card);stroke:var(--edge)}\
.optional{stroke-dasharray:5 4}\
.start,.end{stroke:var(--main);stroke-width:2}\
.h1{font-size:18px;font-weight:700}\
.h2{font-size:15px;font-weight:700}\
.soft{fill:var(--soft)}\
.way{fill:none;stroke:var(--edge);stroke-width:1.5}\
.past{stroke-dasharray:5 4}\
.tip{fill:var(--edge)}\
.no{fill:var(--main)}.no+text{fill:var(--paper);font-weight:700}\
.who{fill:var(--soft)}.when{fill:var(--main)}.time{fill:var(--edge)}.out{fill:var(--main)}\
.back{fill:var(--back)}.over{fill:var(--over)}.late{fill:var(--late)}";

/// A card that knows its lines and its place.
struct Placed<'c> {
    card: &'c Card,
    title: Vec<String>,
    lines: Vec<(&'c Line, Vec<String>)>,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl<'c> Placed<'c> {
    fn new(card: &'c Card, width: f64) -> Self {
        let badge = if card.number.is_some() { 28.0 } else { 0.0 };
        let title = wrapped(&card.title, TITLE, width - 2.0 * PAD - badge);
        let inner = width - 2.0 * PAD - MARK;
        let lines = card.lines.iter().map(|line| (line, wrapped(&line.text, TEXT, inner)));
        let lines: Vec<_> = lines.collect();
        let rows: usize = lines.iter().map(|(_, rows)| rows.len()).sum();
        let height = 2.0 * PAD
            + count(title.len()) * (LEADING + 1.0)
            + count(rows) * LEADING
            + count(lines.len()) * 3.0;
        Self { card, title, lines, x: 0.0, y: 0.0, width, height }
    }

    fn draw(&self, out: &mut Sheet) {
        let Self { x, y, width, height, .. } = *self;
        let kind = match self.card.kind {
            CardKind::Start => " start",
            CardKind::Step => "",
            CardKind::Optional => " optional",
            CardKind::End => " end",
        };
        out.put(&format!(
            "<rect class=\"card{kind}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\"/>",
            n(x),
            n(y),
            n(width),
            n(height)
        ));
        let mut left = x + PAD;
        let mut base = y + PAD + 13.0;
        if let Some(number) = self.card.number {
            out.put(&format!(
                "<circle class=\"no\" cx=\"{}\" cy=\"{}\" r=\"10\"/><text x=\"{}\" y=\"{}\" \
                 text-anchor=\"middle\">{number}</text>",
                n(left + 9.0),
                n(base - 5.0),
                n(left + 9.0),
                n(base - 0.5)
            ));
            left += 28.0;
        }
        for row in &self.title {
            out.text("h2", left, base, row);
            base += LEADING + 1.0;
        }
        for (line, rows) in &self.lines {
            base += 3.0;
            out.mark(line.kind.class(), x + PAD, base);
            for row in rows {
                out.text("", x + PAD + MARK, base, row);
                base += LEADING;
            }
        }
    }
}

/// Draws the picture.
pub(super) fn draw(definition: &Definition, cards: &[Card], shape: Shape) -> String {
    let (columns, card, margin) = match shape {
        Shape::Phone => (1, 320.0, 20.0),
        Shape::Wide => (4, 292.0, 28.0),
    };
    let width = 2.0 * margin + count(columns) * card + (count(columns) - 1.0) * GAP;
    let title = wrapped(&definition.title, 18.0, width - 2.0 * margin);
    let mut placed: Vec<Placed<'_>> = cards.iter().map(|one| Placed::new(one, card)).collect();
    let mut y = margin + count(title.len()) * HEAD + 10.0;
    for row in placed.chunks_mut(columns) {
        let tallest = row.iter().map(|one| one.height).fold(0.0, f64::max);
        for (at, one) in row.iter_mut().enumerate() {
            one.x = margin + count(at) * (card + GAP);
            one.y = y;
            if shape == Shape::Wide {
                one.height = tallest;
            }
        }
        y += tallest + GAP;
    }
    let height = y - GAP + margin;
    let mut out = Sheet(String::new());
    out.put(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" \
         height=\"{1}\" role=\"img\" aria-labelledby=\"judul uraian\" lang=\"id\">",
        n(width),
        n(height)
    ));
    out.put(&format!("<title id=\"judul\">Alur {}</title>", escaped(&definition.title)));
    out.put(&format!("<desc id=\"uraian\">{}</desc>", escaped(&told(cards))));
    out.put(&format!("<style>{STYLE}</style>"));
    let paper = format!("width=\"{}\" height=\"{}\"", n(width), n(height));
    out.put(&format!("<rect class=\"paper\" {paper}/>"));
    let mut base = margin + 14.0;
    for row in &title {
        out.text("h1", margin, base, row);
        base += HEAD;
    }
    for pair in placed.windows(2) {
        match shape {
            Shape::Phone => out.down(&pair[0], &pair[1]),
            Shape::Wide => out.along(&pair[0], &pair[1], width),
        }
    }
    for one in placed.iter().filter(|one| one.card.kind == CardKind::Optional) {
        match shape {
            Shape::Phone => out.past_on_the_left(one),
            Shape::Wide => out.past_above(one),
        }
    }
    for one in &placed {
        one.draw(&mut out);
    }
    out.put("</svg>");
    out.0
}

/// Everything that the picture says, in sentences, for those who hear it.
fn told(cards: &[Card]) -> String {
    let card = |card: &Card| {
        let number = card.number.map_or_else(String::new, |number| format!("Langkah {number}: "));
        let lines = card.lines.iter().map(|line| format!(" {}.", line.text));
        format!("{number}{}.{}", card.title, lines.collect::<String>())
    };
    cards.iter().map(card).collect::<Vec<_>>().join(" ")
}

/// The picture as far as it is drawn.
struct Sheet(String);

impl Sheet {
    fn put(&mut self, element: &str) {
        self.0.push_str(element);
        self.0.push('\n');
    }

    fn text(&mut self, class: &str, x: f64, y: f64, words: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        self.put(&format!("<text{class} x=\"{}\" y=\"{}\">{}</text>", n(x), n(y), escaped(words)));
    }

    /// A mark left of a line: its colour repeats what the words say.
    fn mark(&mut self, class: &str, x: f64, base: f64) {
        let (x, y) = (n(x + 4.0), n(base - 4.5));
        self.put(&format!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"3.5\"/>"));
    }

    /// From a card to the one below.
    fn down(&mut self, from: &Placed<'_>, to: &Placed<'_>) {
        let x = from.x + from.width / 2.0;
        self.way("", &format!("M{} {}V{}", n(x), n(from.y + from.height), n(to.y - 6.0)));
        self.tip(x, to.y, true);
    }

    /// From a card to the next one of its row, or to the first one of the row below.
    fn along(&mut self, from: &Placed<'_>, to: &Placed<'_>, width: f64) {
        if to.x > from.x {
            let y = from.y + DOOR;
            self.way("", &format!("M{} {}H{}", n(from.x + from.width), n(y), n(to.x - 6.0)));
            self.tip(to.x, y, false);
            return;
        }
        let (right, middle) = (width - 14.0, to.y - GAP / 2.0);
        let x = to.x + to.width / 2.0;
        let way = format!(
            "M{} {}H{}V{}H{}V{}",
            n(from.x + from.width),
            n(from.y + DOOR),
            n(right),
            n(middle),
            n(x),
            n(to.y - 6.0)
        );
        self.way("", &way);
        self.tip(x, to.y, true);
    }

    /// The way past a step that may not exist.
    fn past_on_the_left(&mut self, card: &Placed<'_>) {
        let (top, bottom) = (card.y - GAP / 2.0, card.y + card.height + GAP / 2.0 - 4.0);
        let x = card.x + card.width / 2.0;
        self.way(" past", &format!("M{} {}H9V{}H{}", n(x), n(top), n(bottom), n(x)));
    }

    fn past_above(&mut self, card: &Placed<'_>) {
        let (left, right) = (card.x - GAP / 2.0, card.x + card.width + GAP / 2.0);
        let (door, top) = (card.y + DOOR, card.y - 9.0);
        let way = format!("M{} {}V{}H{}V{}", n(left), n(door), n(top), n(right), n(door));
        self.way(" past", &way);
    }

    fn way(&mut self, class: &str, way: &str) {
        self.put(&format!("<path class=\"way{class}\" d=\"{way}\"/>"));
    }

    /// The tip of an arrow that ends at a place, from above or from the left.
    fn tip(&mut self, x: f64, y: f64, down: bool) {
        let way = if down { "l-5 -9h10z" } else { "l-9 -5v10z" };
        self.put(&format!("<path class=\"tip\" d=\"M{} {}{way}\"/>", n(x), n(y)));
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// A number with at most one digit after the point, the same on every machine.
fn n(number: f64) -> String {
    let mut text = String::new();
    let _ = write!(text, "{number:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
