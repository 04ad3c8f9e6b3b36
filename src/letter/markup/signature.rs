//! `signature`: a step that signs, or a place for a signature by hand.

use super::attributes::{Attributes, line_of};
use super::elements::{Signature, Signs};
use super::inline::{attribute, inline};
use super::reader::SIDES;
use crate::letter::error::Fault;
use roxmltree::Node;

pub fn signature(
    node: Node<'_, '_>,
    attributes: &mut Attributes<'_, '_>,
) -> Result<Signature, Fault> {
    let line = line_of(node);
    let signs = match (attributes.take("by"), attributes.take("hand")) {
        (Some(by), None) => Signs::Step(step(by, line)?),
        (None, Some(title)) => Signs::Hand {
            title: attribute(title),
            name: attributes.take("name").map(attribute).unwrap_or_default(),
            stamp: attributes.take("stamp").map(attribute).filter(|words| !words.is_empty()),
        },
        _ => {
            let message =
                "<signature> needs by=\"STEP\", or hand=\"...\" where somebody signs on paper";
            return Err(Fault::markup(line, message));
        }
    };
    let sides = SIDES.map(|(word, side)| (word, Some(side)));
    let align = attributes.one_of("align", &sides, None)?;
    Ok(Signature { signs, align, above: inline(node)? })
}

/// The id of a step: it stands in the template itself, and becomes the name of a field in the file.
fn step(by: &str, line: u32) -> Result<String, Fault> {
    let plain = by.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if plain && by.starts_with(|c: char| c.is_ascii_lowercase()) {
        Ok(by.to_owned())
    } else {
        Err(Fault::markup(line, format!("by=\"{by}\": must be the id of a step")))
    }
}
