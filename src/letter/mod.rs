//! Template and facts to layout to tagged PDF/A; numbers in words; QR; draft marking.
//!
//! A [`Template`] is compiled once: handlebars that gives the XML vocabulary of docs/template-format.md, checked with
//! line and column. A letter is made from [`Facts`]: handlebars fills the vocabulary ([`markup`]), [`layout`] sets it on
//! pages and notes its structure, [`pdf`] writes the file and [`svg`] the pages for a screen. Nothing here reads a clock or draws chance.

mod balance;
mod error;
mod facts;
mod fonts;
mod helpers;
mod identity;
mod layout;
mod limits;
mod markup;
mod pdf;
mod picture;
mod qr;
mod reads;
mod signature_lines;
mod stand_in;
mod svg;
mod template;

pub use error::{Problem, RenderError, TemplateError, shown};
pub use facts::{Edition, Facts, Paper, Signer, Stationery};
pub use fonts::lacks;
pub use picture::Picture;
pub use qr::QrSymbol;
pub use reads::Read;
pub use signature_lines::{Right, signature_lines};
pub use template::Template;
