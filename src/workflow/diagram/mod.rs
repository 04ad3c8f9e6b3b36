//! The flow of a service as a picture: what happens at each step, under which condition, where it
//! leads back to, and what comes of it. Text stays text, and the same definition gives the same
//! bytes.

mod flow;
mod measure;
mod svg;

pub use svg::Shape;

use super::{Definition, Wording};

/// The picture (SVG) of a definition, in the words of `wording`.
pub fn diagram(definition: &Definition, wording: Wording<'_>, shape: Shape) -> String {
    svg::draw(definition, &flow::flow(definition, wording), shape)
}
