//! `upper` and `title_case`.

/// Written in capitals on purpose, so they stay so.
const SHORT: [&str; 17] = [
    "RT", "RW", "DKI", "DIY", "NTB", "NTT", "PT", "CV", "RS", "RSU", "RSUD", "TNI", "PNS", "SD",
    "SMP", "SMA", "SMK",
];

/// All letters large.
pub fn upper(text: &str) -> String {
    text.to_uppercase()
}

/// Each word with a large first letter: `SITI NUR'AINI` is `Siti Nur'aini`, `o'neill` is `O'Neill`.
pub fn title_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        if SHORT.contains(&word) || is_roman(word) {
            out.push_str(word);
        } else {
            one_word(word, &mut out);
        }
    }
    out
}

fn one_word(word: &str, out: &mut String) {
    let mut letters = 0_usize;
    for sign in word.chars() {
        match sign {
            // After one letter, as in O'Neill or D'Souza, the name goes on with a large letter; in Nur'aini it does not.
            '\'' | '\u{2019}' => {
                letters = if letters == 1 { 0 } else { letters };
                out.push(sign);
            }
            _ if sign.is_alphabetic() => {
                if letters == 0 {
                    out.extend(sign.to_uppercase());
                } else {
                    out.extend(sign.to_lowercase());
                }
                letters += 1;
            }
            _ => {
                letters = usize::from(sign.is_numeric());
                out.push(sign);
            }
        }
    }
}

/// Whether a word is a Roman numeral of two letters or more below 40, as in the names of streets and blocks.
fn is_roman(word: &str) -> bool {
    let ones = word.trim_start_matches('X');
    word.len() > 1
        && word.len() - ones.len() <= 3
        && ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"].contains(&ones)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_places() {
        let table = [
            ("SITI AMINAH", "Siti Aminah"),
            ("kota probolinggo", "Kota Probolinggo"),
            ("SITI NUR'AINI", "Siti Nur'aini"),
            ("O'NEILL & PUTRA", "O'Neill & Putra"),
            ("d\u{2019}souza", "D\u{2019}Souza"),
            ("ABDUL-AZIZ (ALM.)", "Abdul-Aziz (Alm.)"),
            ("JL. IKAN TONGKOL GG. XIV NO. 3A RT 004", "Jl. Ikan Tongkol Gg. XIV No. 3a RT 004"),
            ("H. AHMAD, S.PD., M.SI.", "H. Ahmad, S.Pd., M.Si."),
            ("ÉLODIE  ŞAHIN", "Élodie  Şahin"),
            ("", ""),
        ];
        for (given, wanted) in table {
            assert_eq!(title_case(given), wanted);
        }
        assert_eq!(upper("Nur'aini é"), "NUR'AINI É");
        assert!(!is_roman("IVI") && !is_roman("XXXX") && is_roman("XXXIX"));
    }
}
