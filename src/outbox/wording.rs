//! What is sent: plain words that fit into few SMS segments. Nothing is added to what the desk wrote but
//! the office's name and the link.

use unicode_normalization::UnicodeNormalization as _;

use crate::desk::Post;

/// What every telephone has in an SMS of 160 characters (3GPP TS 23.038, 6.2.1).
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// What counts as two of them.
const TWICE: &str = "^{}\\[~]|€";
/// Characters of a line of e-mail.
const LINE: usize = 72;

/// A message as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    /// For channels that have one: a subject.
    pub subject: String,
    /// Who says what, in one line.
    pub text: String,
    /// Where it leads.
    pub link: Option<String>,
}

impl Words {
    /// The words of a message.
    pub fn of(post: &Post) -> Self {
        if post.code {
            let (subject, text) = ("Kode masuk".to_owned(), plain(&post.text));
            return Self { subject, text, link: None };
        }
        let office = post.office.as_deref();
        let from = office.map_or_else(String::new, |office| format!("{office}: "));
        Self {
            subject: plain(&format!("Pesan dari {}", office.unwrap_or("AlurSurat"))),
            text: plain(&format!("{from}{}", post.text)),
            link: post.link.clone(),
        }
    }

    /// All of it in one line.
    pub fn line(&self) -> String {
        match &self.link {
            Some(link) => format!("{} {link}", self.text),
            None => self.text.clone(),
        }
    }

    /// All of it in lines that no mail server breaks, the link alone in its own.
    pub fn lines(&self) -> String {
        let (mut lines, mut length) = (String::new(), 0);
        for word in self.text.split(' ') {
            if length > 0 && length + word.len() > LINE {
                lines.push('\n');
                length = 0;
            } else if length > 0 {
                lines.push(' ');
            }
            lines.push_str(word);
            length += word.len() + 1;
        }
        lines.push('\n');
        if let Some(link) = &self.link {
            lines.extend(["\n", link, "\n"]);
        }
        lines
    }
}

/// The same words in the characters of an SMS, as far as there are any, in one line.
fn plain(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut plain = String::with_capacity(one_line.len());
    for c in one_line.chars() {
        match c {
            '\u{2018}' | '\u{2019}' => plain.push('\''),
            '\u{201c}' | '\u{201d}' => plain.push('"'),
            '\u{2010}'..='\u{2015}' => plain.push('-'),
            '\u{2026}' => plain.push_str("..."),
            c if BASIC.contains(c) || TWICE.contains(c) => plain.push(c),
            c => match c.to_string().nfkd().find(char::is_ascii_graphic) {
                Some(letter) => plain.push(letter),
                None => plain.push(c),
            },
        }
    }
    plain
}

/// How many SMS a text takes.
pub fn segments(text: &str) -> usize {
    let known = |c: char| BASIC.contains(c) || TWICE.contains(c);
    let (length, one, part) = if text.chars().all(known) {
        let septets = text.chars().map(|c| if TWICE.contains(c) { 2 } else { 1 }).sum::<usize>();
        (septets, 160, 153)
    } else {
        (text.encode_utf16().count(), 70, 67)
    };
    if length <= one { 1 } else { length.div_ceil(part) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typographic_signs_do_not_cost_a_second_message() {
        assert_eq!(plain("Lurah\u{a0}“Jati” – lihat…\n ya ī"), "Lurah \"Jati\" - lihat... ya i");
        assert_eq!(plain("é dan 🙂"), "é dan 🙂");
    }

    #[test]
    fn a_mail_has_short_lines_and_the_link_in_its_own() {
        let text = "Kelurahan Jati: ".to_owned() + &"surat ".repeat(20);
        let link = Some("https://surat.kota.example/t/7K3M".to_owned());
        let words = Words { subject: String::new(), text: plain(&text), link };
        let lines = words.lines();
        assert!(lines.lines().all(|line| line.len() <= LINE), "{lines}");
        assert_eq!(lines.split_whitespace().collect::<Vec<_>>().join(" "), words.line());
        assert!(lines.ends_with("\n\nhttps://surat.kota.example/t/7K3M\n"));
    }

    #[test]
    fn segments_are_counted_as_networks_count_them() {
        assert_eq!(segments(&"a".repeat(160)), 1);
        assert_eq!(segments(&"a".repeat(161)), 2);
        assert_eq!(segments(&"[".repeat(81)), 2);
        assert_eq!(segments(&"🙂".repeat(35)), 1);
        assert_eq!(segments(&"ī".repeat(71)), 2);
    }
}
