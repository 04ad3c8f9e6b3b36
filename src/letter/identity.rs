//! What a letter says about itself, besides what stands on its pages.

use super::error::{Fault, Problem};
use super::qr::QrSymbol;
use crate::calendar::Zone;
use jiff::civil::Date;

/// What a letter says about itself.
pub struct Identity<'a> {
    pub title: &'a str,
    pub date: Date,
    pub zone: Zone,
    pub check_url: &'a str,
    pub is_draft: bool,
}

impl Identity<'_> {
    /// The QR code that leads to the check page.
    pub fn symbol(&self) -> Result<QrSymbol, Fault> {
        let too_long = || Fault::new(0, Problem::Qr(self.check_url.to_owned()));
        QrSymbol::new(self.check_url).ok_or_else(too_long)
    }
}
