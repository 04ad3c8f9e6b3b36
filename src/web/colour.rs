//! The colour of the city: the head of every page, its links and frames.

use std::fmt;
use std::str::FromStr;

/// The contrast that WCAG 2.2 asks between text and what lies behind it (1.4.3, level AA).
const LEAST: f64 = 4.5;
/// The surfaces of `style.css` on which the colour is hardest to read, by day and by night: the box
/// of what is to be done.
const DAY: Colour = Colour([0xff, 0xee, 0xcc]);
const NIGHT: Colour = Colour([0x44, 0x33, 0x00]);

/// A colour of which text on white, and white text on it, can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Colour([u8; 3]);

impl Colour {
    /// What `style.css` has where no city chose.
    pub(super) const DEFAULT: Self = Self([0x0b, 0x4f, 0x8a]);

    /// The same hue, light enough to be read on the surfaces of the night.
    pub(super) fn by_night(self) -> Self {
        self.towards(255, NIGHT)
    }

    /// As little nearer to black (0) or white (255) as it takes to be read on `behind`.
    fn towards(self, end: u8, behind: Self) -> Self {
        let mixed = |share: u16| {
            let mix = |own: u8| {
                let sum = u16::from(own) * (255 - share) + u16::from(end) * share;
                u8::try_from(sum / 255).unwrap_or(u8::MAX)
            };
            Self(self.0.map(mix))
        };
        let shades = (0..=255).map(mixed);
        let mut good = shades.filter(|shade| shade.contrast(behind) >= LEAST);
        good.next().unwrap_or(Self([end; 3]))
    }

    /// The contrast ratio of WCAG 2.2, from 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The relative luminance of WCAG 2.2.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl Default for Colour {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Colour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("{text:?} is no colour; write six hexadecimal digits such as #0b4f8a");
        let six = |rest: &&str| rest.len() == 6 && rest.chars().all(|c| c.is_ascii_hexdigit());
        let digits = text.strip_prefix('#').filter(six).ok_or_else(wrong)?;
        let number = u32::from_str_radix(digits, 16).map_err(|_| wrong())?;
        let [_, red, green, blue] = number.to_be_bytes();
        let colour = Self([red, green, blue]);
        let contrast = colour.contrast(DAY);
        if contrast < LEAST {
            let nearest = colour.towards(0, DAY);
            return Err(format!(
                "{text} cannot be read well on a light page (contrast {contrast:.1}:1, at least \
                 {LEAST}:1 is needed); the nearest that works is {nearest}"
            ));
        }
        Ok(colour)
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contrast_is_that_of_the_guideline() {
        let contrast = |a, b| Colour(a).contrast(Colour(b));
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
        // #767676 on white is the lightest grey that passes (WCAG technique G18): 4.54.
        assert!((contrast([0x76; 3], [255; 3]) - 4.54).abs() < 0.01);
    }

    #[test]
    fn a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can() {
        let told = "#ffcc00".parse::<Colour>().unwrap_err();
        let nearest: Colour = told.rsplit(' ').next().unwrap().parse().unwrap();
        // It is darkened no more than it must be.
        assert!((LEAST..LEAST + 0.1).contains(&nearest.contrast(DAY)), "{told}");
        assert!(told.contains("contrast 1.3:1, at"), "{told}");
        for wrong in ["red", "#fff", "#12345g", "0b4f8a", "#+12345", ""] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
        assert_eq!("#0B4F8A".parse(), Ok(Colour::DEFAULT));
    }

    #[test]
    fn by_night_every_colour_is_light_enough() {
        for text in ["#000000", "#0b4f8a", "#7a0019", "#0a5c36", "#5b2a86"] {
            let night = text.parse::<Colour>().unwrap().by_night();
            assert!(night.contrast(NIGHT) >= LEAST, "{text}: {night}");
        }
    }
}
