//! Shapes as operations of printpdf.

use crate::letter::layout::{Ink, Mp, Text};
use printpdf::{
    Color, FontId, Line, LinePoint, Op, PaintMode, PdfFontHandle, Point, Polygon, PolygonRing, Pt,
    Rgb, TextItem, TextMatrix, WindingOrder, XObjectId, XObjectTransform,
};

/// A length in points; hundredths are enough for print and keep the file small.
pub fn pt(length: Mp) -> Pt {
    let hundredths = i32::try_from((length + 5).div_euclid(10)).unwrap_or(i32::MAX);
    #[expect(clippy::cast_precision_loss, reason = "a page is below 2^24 hundredths of a point")]
    Pt(hundredths as f32 / 100.0)
}

fn plain(number: i64) -> f32 {
    f32::from(i16::try_from(number).unwrap_or(if number < 0 { i16::MIN } else { i16::MAX }))
}

pub fn colour(ink: Ink) -> Color {
    let part = |thousandths: u16| f32::from(thousandths) / 1000.0;
    Color::Rgb(Rgb { r: part(ink.0), g: part(ink.1), b: part(ink.2), icc_profile: None })
}

/// A run of text with its start at `x`, `y` (from the lower left corner).
pub fn text(text: &Text, x: Mp, y: Mp, out: &mut Vec<Op>) {
    let mut items = Vec::new();
    let mut joined = String::new();
    for (piece, extra) in &text.pieces {
        joined.push_str(piece);
        if *extra != 0 {
            items.push(TextItem::Text(std::mem::take(&mut joined)));
            items.push(TextItem::Offset(-plain(*extra)));
        }
    }
    if !joined.is_empty() {
        items.push(TextItem::Text(joined));
    }
    let font = PdfFontHandle::External(FontId(text.face.resource()));
    let matrix = if text.slanted {
        // Cosine and sine of 52 degrees.
        TextMatrix::Raw([0.616, 0.788, -0.788, 0.616, pt(x).0, pt(y).0])
    } else {
        TextMatrix::Translate(pt(x), pt(y))
    };
    out.extend([
        Op::StartTextSection,
        Op::SetFont { font, size: Pt(f32::from(text.size)) },
        Op::SetTextMatrix { matrix },
        Op::ShowText { items },
        Op::EndTextSection,
    ]);
}

fn corner((x, y): (Mp, Mp)) -> LinePoint {
    LinePoint { p: Point { x: pt(x), y: pt(y) }, bezier: false }
}

/// A stroked path through some points.
pub fn stroke(points: &[(Mp, Mp)], is_closed: bool, out: &mut Vec<Op>) {
    let points = points.iter().copied().map(corner).collect();
    out.push(Op::DrawLine { line: Line { points, is_closed } });
}

/// A filled polygon.
pub fn fill(points: &[(Mp, Mp)], out: &mut Vec<Op>) {
    let ring = PolygonRing { points: points.iter().copied().map(corner).collect() };
    let polygon =
        Polygon { rings: vec![ring], mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
    out.push(Op::DrawPolygon { polygon });
}

/// A picture with its lower left corner at `x`, `y`.
pub fn picture(name: &str, (x, y): (Mp, Mp), (width, height): (Mp, Mp)) -> Op {
    let transform = XObjectTransform {
        translate_x: Some(pt(x)),
        translate_y: Some(pt(y)),
        scale_x: Some(pt(width).0),
        scale_y: Some(pt(height).0),
        no_auto_scale: true,
        ..XObjectTransform::default()
    };
    Op::UseXobject { id: XObjectId(name.to_owned()), transform }
}
