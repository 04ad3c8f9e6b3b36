//! Codes of an app on a telephone, which change every half minute (RFC 6238).

use std::fmt::Write as _;

use jiff::Timestamp;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;

/// Seconds of a step.
const STEP: i64 = 30;
/// Steps before and after the present one whose code is taken: clocks differ, and typing takes time.
const SLACK: i64 = 1;

/// The step whose code was typed, if it is near `now` and later than `last`: each is good once.
pub(super) fn step(secret: &[u8], typed: &str, now: Timestamp, last: i64) -> Option<i64> {
    let present = now.as_second().div_euclid(STEP);
    let near = (present - SLACK..=present + SLACK).filter(|step| *step > last);
    near.into_iter().find(|step| {
        code(secret, *step).is_some_and(|code| {
            code.len() == typed.len() && openssl::memcmp::eq(code.as_bytes(), typed.as_bytes())
        })
    })
}

/// The six digits of a step (RFC 4226 5.3, with SHA-1 as all apps have it).
pub(super) fn code(secret: &[u8], step: i64) -> Option<String> {
    let key = PKey::hmac(secret).ok()?;
    let mut signer = Signer::new(MessageDigest::sha1(), &key).ok()?;
    let tag = signer.sign_oneshot_to_vec(&step.to_be_bytes()).ok()?;
    let at = usize::from(tag.last()? & 15);
    let four: [u8; 4] = tag.get(at..at + 4)?.try_into().ok()?;
    let number = (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000;
    Some(format!("{number:06}"))
}

/// A secret as it is typed into an app (RFC 4648 6).
pub(super) fn base32(secret: &[u8]) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = secret.len() * 8;
    let bit = |n: usize| secret.get(n / 8).map_or(0, |byte| byte >> (7 - n % 8) & 1);
    let sign = |begin: usize| {
        let value = (begin..begin + 5).fold(0usize, |value, n| value << 1 | usize::from(bit(n)));
        char::from(SIGNS[value])
    };
    (0..bits).step_by(5).map(sign).collect()
}

/// The address that a QR code carries into an app.
pub(super) fn address(secret: &[u8], name: &str) -> String {
    let mut label = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() {
            label.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(label, "%{byte:02X}");
        }
    }
    format!("otpauth://totp/AlurSurat:{label}?secret={}&issuer=AlurSurat", base32(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238 appendix B, whose codes end as here.
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (second, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(SECRET, second / 30).as_deref(), Some(expected));
        }
        assert_eq!(base32(SECRET), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(base32(b"fo"), "MZXQ");
        let address = address(SECRET, "Dewi Contoh, S.E.");
        assert!(
            address.starts_with("otpauth://totp/AlurSurat:Dewi%20Contoh%2C%20S%2EE%2E?secret=GEZD")
        );
    }

    #[test]
    fn a_neighbouring_step_is_taken_and_each_step_once() {
        let code = code(SECRET, 100).unwrap();
        for second in [2970, 3000, 3029, 3059] {
            assert_eq!(step(SECRET, &code, at(second), 0), Some(100), "{second}");
        }
        for second in [2969, 3060] {
            assert_eq!(step(SECRET, &code, at(second), 0), None, "{second}");
        }
        assert_eq!(step(SECRET, &code, at(3000), 100), None);
        assert_eq!(step(SECRET, "", at(3000), 0), None);
    }
}
