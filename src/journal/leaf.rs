//! The leaf of an event: what the log commits to.

use openssl::sha::Sha256;
use serde_json::Value;
use uuid::Uuid;

use super::{canonical, hex};

/// The hash of a leaf.
pub type Leaf = [u8; 32];

/// An event as the log sees it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The case.
    pub case: Uuid,
    /// The event's place in the case, from 1.
    pub seq: u64,
    /// The version of the case that its command made.
    pub version: u64,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Its kind.
    pub kind: &'a str,
    /// Who did it; none where time did.
    pub person: Option<Uuid>,
    /// All of it, in its canonical spelling.
    pub body: &'a str,
}

/// SHA-256(0x00 || entry), the leaf hash of RFC 6962 section 2.1.
///
/// Body and person stand in the entry as HMAC-SHA256 under the event's own salt: a published leaf
/// confirms no guess about them, and when salt and body are destroyed the tree still verifies.
pub fn leaf(entry: &Entry<'_>, salt: Uuid) -> Leaf {
    let person = entry.person.map_or_else(|| "null".to_owned(), |person| format!("\"{person}\""));
    let secret = format!("[{},{person}]", entry.body);
    let commitment = hex(&hmac(salt.as_bytes(), secret.as_bytes()));
    let kind = canonical(&Value::from(entry.kind));
    let Entry { case, seq, version, at, .. } = entry;
    // Canonical as it stands: the keys are in their order.
    let public = format!(
        "{{\"at\":{at},\"case\":\"{case}\",\"commitment\":\"{commitment}\",\"kind\":{kind},\
         \"seq\":{seq},\"v\":1,\"version\":{version}}}"
    );
    let mut hasher = Sha256::new();
    hasher.update(&[0]);
    hasher.update(public.as_bytes());
    hasher.finish()
}

/// HMAC-SHA256 (RFC 2104); the key is shorter than a block, so it is never hashed first.
fn hmac(key: &[u8; 16], message: &[u8]) -> [u8; 32] {
    let digest = |with: u8, rest: &[u8]| {
        let mut pad = [with; 64];
        pad.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        let mut hasher = Sha256::new();
        hasher.update(&pad);
        hasher.update(rest);
        hasher.finish()
    };
    digest(0x5c, &digest(0x36, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_part_of_an_event_is_in_its_leaf() {
        let body = canonical(&json!({ "event": "issued", "output": "letter" }));
        let other = canonical(&json!({ "event": "issued", "output": "other" }));
        let entry = Entry {
            case: Uuid::from_u128(1),
            seq: 1,
            version: 1,
            at: 0,
            kind: "issued",
            person: None,
            body: &body,
        };
        let salt = Uuid::from_u128(9);
        let changed = [
            leaf(&entry, salt),
            leaf(&entry, Uuid::from_u128(8)),
            leaf(&Entry { case: Uuid::from_u128(2), ..entry }, salt),
            leaf(&Entry { seq: 2, ..entry }, salt),
            leaf(&Entry { at: 1, ..entry }, salt),
            leaf(&Entry { version: 2, ..entry }, salt),
            leaf(&Entry { kind: "voided", ..entry }, salt),
            leaf(&Entry { person: Some(Uuid::nil()), ..entry }, salt),
            leaf(&Entry { body: &other, ..entry }, salt),
        ];
        let distinct: std::collections::BTreeSet<_> = changed.iter().collect();
        assert_eq!(distinct.len(), changed.len());
    }

    #[test]
    fn the_leaf_of_a_known_event_stays_what_it_was() {
        let body = json!({ "event": "issued", "at": "2026-11-02T01:00:00Z", "output": "letter" });
        let body = canonical(&body);
        let entry = Entry {
            case: Uuid::from_u128(1),
            seq: 7,
            version: 2,
            at: 1_793_581_200_000_000,
            kind: "issued",
            person: Some(Uuid::from_u128(2)),
            body: &body,
        };
        let spelled = r#"[{"at":"2026-11-02T01:00:00Z","event":"issued","output":"letter"},"00000000-0000-0000-0000-000000000002"]"#;
        let key = openssl::pkey::PKey::hmac(Uuid::from_u128(3).as_bytes()).unwrap();
        let digest = openssl::hash::MessageDigest::sha256();
        let mut signer = openssl::sign::Signer::new(digest, &key).unwrap();
        let commitment = hex(&signer.sign_oneshot_to_vec(spelled.as_bytes()).unwrap());
        let public = format!(
            "\0{{\"at\":1793581200000000,\"case\":\"00000000-0000-0000-0000-000000000001\",\
             \"commitment\":\"{commitment}\",\"kind\":\"issued\",\"seq\":7,\"v\":1,\"version\":2}}"
        );
        assert_eq!(leaf(&entry, Uuid::from_u128(3)), openssl::sha::sha256(public.as_bytes()));
    }
}
