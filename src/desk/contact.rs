//! What reaches a person: a telephone or an e-mail address, in one spelling however it was typed.

/// A telephone or an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Contact {
    /// `0812...`.
    Phone(String),
    /// In small letters.
    Email(String),
}

const UNREADABLE: &str =
    "Tulis nomor HP, misalnya 0812 3456 7890, atau alamat e-mail, misalnya nama@contoh.id.";
const PHONE: &str = "Nomor HP harus 10 sampai 13 angka dan dimulai dengan 08. Periksa lagi.";
const EMAIL: &str = "Alamat e-mail ini belum lengkap. Contohnya nama@contoh.id.";
/// Signs of an address that mail can be sent to (RFC 5321 4.5.3.1.3).
const LONGEST: usize = 254;

impl Contact {
    /// Reads what somebody typed.
    ///
    /// # Errors
    /// A sentence that says how to mend it.
    pub fn read(typed: &str) -> Result<Self, &'static str> {
        let typed = typed.trim();
        if typed.contains('@') {
            return email(typed).map(Self::Email).ok_or(EMAIL);
        }
        let ignored = |c: &char| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{a0}');
        let dense: String = typed.chars().filter(ignored).collect();
        let digits = dense.strip_prefix('+').unwrap_or(&dense);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(UNREADABLE);
        }
        phone(digits).map(Self::Phone).ok_or(PHONE)
    }

    /// What was kept of it.
    pub fn kept(text: &str) -> Option<Self> {
        let (kind, text) = text.split_once(':')?;
        match kind {
            "phone" => Some(Self::Phone(text.to_owned())),
            "email" => Some(Self::Email(text.to_owned())),
            _ => None,
        }
    }

    /// The text to keep.
    pub fn key(&self) -> String {
        match self {
            Self::Phone(phone) => format!("phone:{phone}"),
            Self::Email(email) => format!("email:{email}"),
        }
    }

    /// So much of it that its owner knows it again, and nobody else learns it.
    pub fn masked(&self) -> String {
        match self {
            Self::Phone(phone) => {
                format!("nomor yang berakhir {}", &phone[phone.len().saturating_sub(3)..])
            }
            Self::Email(email) => {
                let (name, host) = email.split_once('@').unwrap_or((email, ""));
                let first: String = name.chars().take(1).collect();
                format!("{first}***@{host}")
            }
        }
    }

    /// The spellings of a telephone that sheets and forms may hold.
    pub fn spellings(&self) -> Vec<String> {
        match self {
            Self::Phone(phone) => {
                let rest = phone.trim_start_matches('0');
                vec![phone.clone(), format!("62{rest}"), format!("+62{rest}")]
            }
            Self::Email(_) => Vec::new(),
        }
    }
}

/// `0812...` of `62812...`, `0062812...` or `812...`.
fn phone(digits: &str) -> Option<String> {
    let rest = digits.strip_prefix("0062").or_else(|| digits.strip_prefix("62"));
    let rest = rest.unwrap_or(digits);
    let rest = rest.strip_prefix('0').unwrap_or(rest);
    (rest.starts_with('8') && (9..=12).contains(&rest.len())).then(|| format!("0{rest}"))
}

fn email(typed: &str) -> Option<String> {
    let (name, host) = typed.split_once('@')?;
    let plain = |text: &str| {
        !text.is_empty() && text.chars().all(|c| !c.is_whitespace() && !c.is_control())
    };
    let dotted = host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty());
    let good = plain(name) && plain(host) && dotted && !host.contains('@');
    (good && typed.len() <= LONGEST).then(|| typed.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_has_one_spelling_however_it_is_typed() {
        let kept = Contact::Phone("081200009001".into());
        for typed in [
            "081200009001",
            " 0812-0000-9001 ",
            "6281200009001",
            "+62 812 0000 9001",
            "(0812) 0000.9001",
            "+62081200009001",
            "006281200009001",
            "81200009001",
        ] {
            assert_eq!(Contact::read(typed), Ok(kept.clone()), "{typed}");
        }
        assert_eq!(Contact::kept(&kept.key()), Some(kept.clone()));
        assert_eq!(kept.masked(), "nomor yang berakhir 001");
        assert!(kept.spellings().contains(&"+6281200009001".to_owned()));
    }

    #[test]
    fn what_reaches_nobody_is_told_with_its_remedy() {
        for typed in ["0812", "0335555010", "08120000900123"] {
            assert_eq!(Contact::read(typed), Err(PHONE), "{typed}");
        }
        for typed in ["", "Rina", "08x200009001", "+"] {
            assert_eq!(Contact::read(typed), Err(UNREADABLE), "{typed}");
        }
        for typed in ["rina@", "@contoh.id", "rina@contoh", "ri na@contoh.id", "a@b@contoh.id"] {
            assert_eq!(Contact::read(typed), Err(EMAIL), "{typed}");
        }
        let read = Contact::read(" Rina@Contoh.ID ");
        assert_eq!(read, Ok(Contact::Email("rina@contoh.id".into())));
        assert_eq!(read.unwrap().masked(), "r***@contoh.id");
    }
}
