//! The stylesheets in the colour of the city, and the policy that names them.

use axum::http::header::HeaderValue;

use super::colour::Colour;

/// The one stylesheet. It stands in every page, which saves a slow phone one round trip.
const STYLE: &str = include_str!("style.css");
/// The stylesheet of what is printed on sheets and signed, in place of the other.
const SHEET: &str = include_str!("sheet.css");
/// The colour as the stylesheets have it, by day and by night.
const DAY: &str = "#0b4f8a";
const NIGHT: &str = "#7da1c1";

/// What pages are dressed in.
pub(super) struct Styles {
    /// The stylesheet of a page.
    pub(super) page: String,
    /// The stylesheet of a sheet to be printed.
    pub(super) sheet: String,
    /// The page may use these stylesheets, its own pictures and its own forms: nothing else at all.
    pub(super) policy: HeaderValue,
}

impl Styles {
    /// The stylesheets in a colour.
    pub(super) fn new(colour: Colour) -> Self {
        let (day, night) = (colour.to_string(), colour.by_night().to_string());
        let dressed = |style: &str| style.replace(NIGHT, &night).replace(DAY, &day);
        let (page, sheet) = (dressed(STYLE), dressed(SHEET));
        let policy = policy(&[&page, &sheet]);
        Self { page, sheet, policy }
    }
}

fn policy(styles: &[&str]) -> HeaderValue {
    let hash = |style: &&str| {
        let hash = openssl::sha::sha256(style.as_bytes());
        format!("'sha256-{}'", openssl::base64::encode_block(&hash))
    };
    let styles = styles.iter().map(hash).collect::<Vec<_>>().join(" ");
    let policy = format!(
        "default-src 'none'; style-src {styles}; img-src 'self' data:; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheets_stay_small() {
        let styles = Styles::new("#7a0019".parse().unwrap());
        for style in [STYLE, SHEET, &styles.page, &styles.sheet] {
            assert!(style.len() <= 4096, "{} bytes", style.len());
            assert!(!style.contains("</") && !style.contains("@import") && !style.contains("url("));
        }
    }

    #[test]
    fn the_colour_of_the_city_takes_the_place_of_ours_by_day_and_by_night() {
        let styles = Styles::new(Colour::DEFAULT);
        assert_eq!((styles.page.as_str(), styles.sheet.as_str()), (STYLE, SHEET));
        let colour: Colour = "#7a0019".parse().unwrap();
        let red = Styles::new(colour);
        let night = colour.by_night();
        assert!(red.page.contains("--head:#7a0019;--link:#7a0019;"), "{}", red.page);
        assert!(red.page.contains(&format!("--link:{night};")), "{}", red.page);
        assert!(red.sheet.contains("background:#7a0019"));
        for style in [&red.page, &red.sheet] {
            assert!(!style.contains(DAY) && !style.contains(NIGHT));
        }
        assert_ne!(styles.policy, red.policy);
    }

    #[test]
    fn the_policy_allows_the_stylesheets_and_no_script() {
        let styles = Styles::new("#7a0019".parse().unwrap());
        let policy = styles.policy.to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(!policy.contains("script") && !policy.contains("unsafe"));
        for style in [&styles.page, &styles.sheet] {
            let hash = openssl::base64::encode_block(&openssl::sha::sha256(style.as_bytes()));
            assert!(policy.contains(&format!("'sha256-{hash}'")), "{policy}");
        }
    }
}
