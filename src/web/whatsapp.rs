//! The button that opens a ready text in the officer's own WhatsApp. It needs no contract: the officer
//! sends it by hand.

use std::fmt::Write as _;

use crate::desk::Reach;

/// `https://wa.me/62812...?text=...`
pub(super) fn address(reach: &Reach) -> String {
    let digits: String = reach.phone.chars().filter(char::is_ascii_digit).collect();
    // The country's code in place of the zero that is dialled within it.
    let phone = match digits.strip_prefix('0') {
        Some(rest) => format!("62{rest}"),
        None => digits,
    };
    let mut address = format!("https://wa.me/{phone}?text=");
    for byte in reach.text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::CaseFile;
    use crate::web::case_file::CaseFilePage;
    use crate::web::decision::Decision;
    use crate::web::sample;

    #[test]
    fn a_number_of_the_country_gets_its_code_and_the_text_is_one_parameter() {
        let reach = Reach { phone: "081200009001".into(), text: "Jati: lihat a&b=c é".into() };
        let wanted = "https://wa.me/6281200009001?text=Jati%3A%20lihat%20a%26b%3Dc%20%C3%A9";
        assert_eq!(address(&reach), wanted);
        assert!(address(&Reach { phone: "6281".into(), ..reach }).contains("me/6281?"));
    }

    #[test]
    fn the_button_is_there_for_whom_the_desk_gives_it() {
        let page = |reach| {
            let file = CaseFile { reach, ..sample::case_file() };
            let decision =
                Decision::with_key(&file, "/antrean/1".into(), true, "k".into(), &[], None);
            sample::html(&CaseFilePage::new(&file, decision, None, sample::words()))
        };
        let reach = Reach { phone: "081200009001".into(), text: "Lihat".into() };
        let shown = page(Some(reach));
        assert!(shown.contains("href=\"https://wa.me/6281200009001?text"), "{shown}");
        assert!(!page(None).contains("wa.me"));
    }
}
