//! Numbers and colours as SVG writes them.

use crate::letter::layout::{Ink, Mp};
use std::fmt;

/// A length in points, in whole hundredths.
pub struct Points(pub Mp);

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0 + 5).div_euclid(10);
        let sign = if hundredths < 0 { "-" } else { "" };
        let size = hundredths.unsigned_abs();
        let part = format!("{:02}", size % 100);
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{part}", size / 100)
    }
}

/// A colour in hexadecimal digits.
pub struct Colour(pub Ink);

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |thousandths: u16| (u32::from(thousandths) * 255 + 500) / 1000;
        let Ink(red, green, blue) = self.0;
        write!(f, "#{:02x}{:02x}{:02x}", part(red), part(green), part(blue))
    }
}

/// Text between tags or in an attribute.
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for sign in self.0.chars() {
            match sign {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                _ if sign.is_control() => f.write_str(" ")?,
                _ => write!(f, "{sign}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_exact() {
        for (length, wanted) in
            [(0, "0"), (12_000, "12"), (12_500, "12.5"), (-15, "-0.01"), (609_449, "609.45")]
        {
            assert_eq!(Points(length).to_string(), wanted);
        }
        assert_eq!(Colour(Ink(0, 1000, 502)).to_string(), "#00ff80");
        assert_eq!(Escaped("O'NEILL & <b>\u{1}").to_string(), "O'NEILL &amp; &lt;b&gt; ");
    }
}
