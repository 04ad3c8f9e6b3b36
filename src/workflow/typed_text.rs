//! A text as people type it: what it may hold, and how long it may be.

use super::Value;

/// The answer that a text is, of at most `max` characters.
pub fn words(title: &str, max: u32, text: &str) -> Result<Value, String> {
    let text = text.replace("\r\n", "\n");
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(format!("{title} berisi tanda yang tidak dapat dicetak. Ketiklah ulang."));
    }
    let most = usize::try_from(max).unwrap_or(usize::MAX);
    // A letter may print it in capitals, one in each box: ß needs two.
    let (small, large) = (text.chars().count(), text.to_uppercase().chars().count());
    if small.max(large) <= most {
        return Ok(Value::Text(text.into()));
    }
    let written = if small > most {
        format!("Anda menulis {small} huruf")
    } else {
        format!("Dalam huruf besar tulisan Anda {large} huruf")
    };
    Err(format!("{title} paling panjang {max} huruf. {written}. Singkatlah."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_as_it_is_and_in_capitals() {
        let told = |max, text: &str| words("Nama", max, text).unwrap_err();
        assert_eq!(
            told(3, "Siti"),
            "Nama paling panjang 3 huruf. Anda menulis 4 huruf. Singkatlah."
        );
        assert_eq!(
            told(34, &"ß".repeat(34)),
            "Nama paling panjang 34 huruf. Dalam huruf besar tulisan Anda 68 huruf. Singkatlah."
        );
        assert!(words("Nama", 34, &"ß".repeat(17)).is_ok());
        assert!(told(9, "a\u{1}b").ends_with("Ketiklah ulang."));
    }
}
