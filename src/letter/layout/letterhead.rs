//! `letterhead` (kop surat): one or two logos, the offices from the top down, address, double rule.

use super::emblem::emblem;
use super::outline::NodeId;
use super::setter::Setter;
use super::shape::{Ink, Mark, Owner, Shape};
use super::units::{Mp, from_um, mm};
use crate::letter::Picture;
use crate::letter::error::{Fault, Problem};
use crate::letter::markup::{Align, Run, Style};
use serde_json::Value;
use std::sync::Arc;

/// The place of a logo, and what stays free between it and the words.
const LOGO: (Mp, Mp) = (mm(20), mm(23));
const BESIDE: Mp = mm(4);
/// The two rules below, thick and thin, and where the thin one stands.
const RULES: [(Mp, Mp); 2] = [(2_200, 0), (600, 2_600)];

/// What stands beside the words.
enum Logo {
    /// The one that this program brings along.
    Emblem,
    Picture(Arc<Picture>),
}

impl Setter<'_> {
    pub fn letterhead(
        &mut self,
        office: &str,
        align: Align,
        line: u32,
        parent: NodeId,
    ) -> Result<(), Fault> {
        let (heads, small) = self.head_lines(office, line)?;
        let left = self.logo(office, "logo", line)?;
        let right = self.logo(office, "logo_right", line)?;
        let div = self.outline.node("Div", parent);
        let name = self.part(office, "name").unwrap_or("kantor").to_owned();
        let mut marks = Vec::new();
        // Centred between the margins: the words leave as much room on both sides.
        let inset = |logo: &Option<Logo>| if logo.is_some() { LOGO.0 + BESIDE } else { 0 };
        let (before, behind) = match align {
            Align::Left => (inset(&left), inset(&right)),
            _ => (inset(&left).max(inset(&right)), inset(&left).max(inset(&right))),
        };
        let logos = left.is_some() || right.is_some();
        for (logo, x) in [(left, 0), (right, self.width - LOGO.0)] {
            let Some(logo) = logo else { continue };
            let figure = self.outline.node("Figure", div);
            self.outline.get_mut(figure).alt = Some(format!("Lambang {name}"));
            draw(logo, x, Owner::Node(figure), &mut marks);
        }
        let words = marks.len();
        let width = self.width - before - behind;
        let last = heads.len() - 1;
        let mut y = 0;
        for (at, text) in heads.into_iter().enumerate() {
            let owners = [Owner::Node(self.outline.node("P", div))];
            let text = vec![Run { text, style: Style { bold: true, ..Style::default() } }];
            let size = self.letter.size + if at == last { 4 } else { 1 };
            let set = self.setting(size, width, line).aligned(align);
            y += Self::column(&text, set, &owners, (before, y), &mut marks)?;
        }
        y += from_um(300);
        for text in small {
            let owners = [Owner::Node(self.outline.node("P", div))];
            let text = vec![Run { text, style: Style::default() }];
            let set = self.setting(9, width, line).aligned(align);
            y += Self::column(&text, set, &owners, (before, y), &mut marks)?;
        }
        // The lower of logo and words stands in the middle of the other.
        let height = if logos { y.max(LOGO.1) } else { y };
        for (at, mark) in marks.iter_mut().enumerate() {
            mark.y += if at < words { (height - LOGO.1) / 2 } else { (height - y) / 2 };
        }
        let rule = height + from_um(1_500);
        for (thick, below) in RULES {
            let shape = Shape::Line { dx: self.width, dy: 0, thick, ink: Ink::BLACK };
            marks.push(Mark { x: 0, y: rule + below, owner: Owner::Artifact, shape });
        }
        let below = self.gap();
        self.fragment(line, 0, rule + RULES[1].1 + below, marks, "the letterhead");
        self.stay();
        Ok(())
    }

    /// The logo of the office, else that of its town; none where neither has one.
    fn logo(&self, office: &str, part: &str, line: u32) -> Result<Option<Logo>, Fault> {
        let offices = self.facts.names.get("office_of");
        for level in [office, "kabupaten"] {
            let name = match offices.and_then(|offices| offices.get(level)?.get(part)) {
                None | Some(Value::Null) => continue,
                Some(Value::String(name)) => name.as_str(),
                Some(_) => "?",
            };
            let known = || self.facts.stationery.logos.iter().find(|logo| logo.sha256 == name);
            return match (name, known()) {
                ("none", _) => Ok(None),
                ("emblem", _) => Ok(Some(Logo::Emblem)),
                (_, Some(picture)) => Ok(Some(Logo::Picture(Arc::clone(picture)))),
                (_, None) => Err(Fault::new(line, Problem::Emblem(name.to_owned()))),
            };
        }
        Ok(None)
    }
}

/// Draws a logo as large as its place allows, in the middle of it.
fn draw(logo: Logo, x: Mp, owner: Owner, marks: &mut Vec<Mark>) {
    let picture = match logo {
        Logo::Emblem => return emblem((x, 0), LOGO, owner, marks),
        Logo::Picture(picture) => picture,
    };
    let (wide, high) = (Mp::from(picture.size.0), Mp::from(picture.size.1));
    let (width, height) = if wide * LOGO.1 > high * LOGO.0 {
        (LOGO.0, LOGO.0 * high / wide)
    } else {
        (LOGO.1 * wide / high, LOGO.1)
    };
    let (x, y) = (x + (LOGO.0 - width) / 2, (LOGO.1 - height) / 2);
    marks.push(Mark { x, y, owner, shape: Shape::Picture { picture, width, height } });
}
