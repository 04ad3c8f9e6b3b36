//! Passwords: which are good enough, and what is kept of them (argon2id, RFC 9106).

use openssl::base64::{decode_block, encode_block};
use openssl::error::ErrorStack;
use openssl::kdf::argon2id;

/// Signs of the shortest and of the longest password (NIST SP 800-63B 3.1.1.2).
const SHORTEST: usize = 12;
const LONGEST: usize = 200;
/// Memory in KiB, passes and lanes that OWASP advises.
const COST: Cost = Cost { memory: 19_456, passes: 2, lanes: 1 };

/// Passwords of so many signs that many people choose; each is tried first by whoever guesses.
const COMMON: [&str; 36] = [
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456123456",
    "123123123123",
    "112233445566",
    "111222333444",
    "000000000000",
    "abcdefghijkl",
    "abcdefghijklmnop",
    "abcd12345678",
    "abc123abc123",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdfgh",
    "qwerty123456",
    "qwertyqwerty",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "administrator",
    "administrator1",
    "admin1234567",
    "admin12345678",
    "iloveyou1234",
    "indonesia123",
    "indonesia1945",
    "indonesia12345",
    "bismillah123",
    "bismillah1234",
    "katasandi123",
    "rahasia12345",
    "kelurahan123",
];

/// What is compared with where nobody is known: it takes as long, and matches nothing.
pub(super) const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[derive(Clone, Copy)]
struct Cost {
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// Why a password is not good enough, and what is.
pub(super) fn weak(password: &str) -> Option<&'static str> {
    let signs = password.chars().count();
    if signs < SHORTEST {
        return Some(
            "Kata sandi paling sedikit 12 huruf atau angka. Empat kata acak mudah diingat.",
        );
    }
    if signs > LONGEST {
        return Some("Kata sandi paling panjang 200 huruf atau angka.");
    }
    let plain: String = password.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let mut signs: Vec<char> = plain.chars().collect();
    signs.sort_unstable();
    signs.dedup();
    (COMMON.contains(&plain.as_str()) || signs.len() < 4)
        .then_some("Kata sandi ini mudah ditebak. Pakai yang lain, misalnya empat kata acak.")
}

/// What is kept of a password, as a PHC string. It takes a while and 19 MiB.
///
/// # Errors
/// OpenSSL cannot derive it.
pub(super) fn hash(password: &str, salt: [u8; 16]) -> Result<String, ErrorStack> {
    let Cost { memory, passes, lanes } = COST;
    let tag = derive(password, &salt, COST)?;
    let text = |bytes: &[u8]| encode_block(bytes).trim_end_matches('=').to_owned();
    Ok(format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${}${}", text(&salt), text(&tag)))
}

/// Whether a password is the one that was kept; none is where what was kept cannot be read.
pub(super) fn matches(password: &str, kept: &str) -> bool {
    let compare = || {
        let mut parts = kept.split('$').skip(1);
        (parts.next()? == "argon2id" && parts.next()? == "v=19").then_some(())?;
        let mut costs = parts.next()?.split(',').map(|cost| cost.split_once('=')?.1.parse().ok());
        let mut next = || costs.next().flatten();
        let cost = Cost { memory: next()?, passes: next()?, lanes: next()? };
        let (salt, tag) = (bytes(parts.next()?)?, bytes(parts.next()?)?);
        let tried = derive(password, &salt, cost).ok()?;
        Some(tag.len() == tried.len() && openssl::memcmp::eq(&tag, &tried))
    };
    compare().unwrap_or(false)
}

fn derive(password: &str, salt: &[u8], cost: Cost) -> Result<[u8; 32], ErrorStack> {
    let Cost { memory, passes, lanes } = cost;
    let mut tag = [0; 32];
    argon2id(None, password.as_bytes(), salt, None, None, passes, lanes, memory, &mut tag)?;
    Ok(tag)
}

/// Base64 without its padding, as PHC strings have it.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let padding = "=".repeat((4 - text.len() % 4) % 4);
    let mut bytes = decode_block(&format!("{text}{padding}")).ok()?;
    bytes.truncate(text.len() * 3 / 4);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_password_matches() {
        let kept = hash("empat kata yang acak", [7; 16]).unwrap();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$"),
            "{kept}"
        );
        assert!(matches("empat kata yang acak", &kept));
        assert!(!matches("empat kata yang acal", &kept));
        assert_ne!(kept, hash("empat kata yang acak", [8; 16]).unwrap());
        for broken in ["", "$argon2id$v=19$m=8,t=1$x$y", &kept[..kept.len() - 4]] {
            assert!(!matches("empat kata yang acak", broken), "{broken}");
        }
    }

    #[test]
    fn what_nobody_has_is_derived_too_and_matches_nothing() {
        let tag = NOBODY.rsplit('$').next().unwrap();
        assert_eq!(bytes(tag), Some(vec![0; 32]));
        assert!(!matches("", NOBODY));
    }

    #[test]
    fn short_and_common_passwords_are_refused_and_no_kind_of_sign_is_asked_for() {
        for bad in
            ["", "elevenchars", "Bismillah123", "password 1234", "aaaaaaaaaaaaaa", "abababababab"]
        {
            assert!(weak(bad).is_some(), "{bad}");
        }
        assert!(weak(&"panjang".repeat(40)).is_some());
        for good in ["kuda baterai tepat staples", "kucingmerahdua", "ñandú ñandú12"] {
            assert_eq!(weak(good), None, "{good}");
        }
    }
}
