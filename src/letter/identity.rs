//! What a letter says about itself, besides what stands on its pages.

use jiff::civil::Date;

/// What a letter says about itself.
pub struct Identity<'a> {
    pub title: &'a str,
    pub date: Date,
    pub check_url: &'a str,
    pub is_draft: bool,
}
