//! The answers of one case: every value that a field ever had, each with its salt.
//!
//! Events and state name a value by field and revision and hold a salted commitment to it, never
//! the value. Equal values of a field share a revision, so "is it still what was vouched for?" is
//! a comparison of revisions.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::origin::Salt;
use crate::workflow::{FieldId, Value};

/// The number of a value within its field, from 1.
pub type Revision = u32;

/// SHA-256 of a salt of 16 random bytes, followed by the value's JSON; written in hex. The salt hides
/// the value: few values are possible where a field is a choice or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Commitment([u8; 32]);

/// A value with the salt of its commitment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The value.
    pub value: Value,
    /// The salt.
    pub salt: Salt,
}

/// A value as events hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which value of the field.
    pub revision: Revision,
    /// The salted commitment to it.
    pub commitment: Commitment,
}

/// All answers of a case, by field and revision: what the table `answer` holds. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(Arc<BTreeMap<FieldId, BTreeMap<Revision, Answer>>>);

impl Answers {
    /// Puts in an answer as it was stored.
    pub fn insert(&mut self, field: FieldId, revision: Revision, answer: Answer) {
        Arc::make_mut(&mut self.0).entry(field).or_default().insert(revision, answer);
    }

    /// Offers a value: the revision that has it already, or a new one.
    pub fn offer(&mut self, field: &FieldId, answer: Answer) -> Revision {
        let mut known = self.0.get(field).into_iter().flatten();
        if let Some((&same, _)) = known.find(|(_, known)| known.value == answer.value) {
            return same;
        }
        let revisions = Arc::make_mut(&mut self.0).entry(field.clone()).or_default();
        let next = revisions.keys().next_back().map_or(1, |last| last + 1);
        revisions.insert(next, answer);
        next
    }

    /// Lets every value of a field be found under its new name, too.
    pub(super) fn rename(&mut self, fields: &BTreeMap<FieldId, FieldId>) {
        let answers = Arc::make_mut(&mut self.0);
        for (old, new) in fields {
            if let Some(revisions) = answers.get(old).cloned() {
                answers.entry(new.clone()).or_default().extend(revisions);
            }
        }
    }

    /// Every revision that a field has, the oldest first.
    pub fn revisions(&self, field: &FieldId) -> impl Iterator<Item = Revision> {
        self.0.get(field).into_iter().flat_map(|revisions| revisions.keys().copied())
    }

    /// The answer of a revision; `None` where it was erased.
    pub fn get(&self, field: &FieldId, revision: Revision) -> Option<&Answer> {
        self.0.get(field)?.get(&revision)
    }
}

impl Answer {
    /// The commitment to this answer.
    pub fn commitment(&self) -> Commitment {
        let mut committed = Vec::with_capacity(128);
        committed.extend_from_slice(self.salt.0.as_bytes());
        // Writing to memory, and no value has a key that JSON lacks: it cannot fail.
        let _ = serde_json::to_writer(&mut committed, &self.value);
        Commitment(openssl::sha::sha256(&committed))
    }
}

impl From<Commitment> for String {
    fn from(commitment: Commitment) -> Self {
        let digits = commitment.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect()
    }
}

impl TryFrom<String> for Commitment {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "a commitment has 64 hexadecimal digits";
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok());
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(WRONG) };
        let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
        let bytes: Option<Vec<u8>> = bytes.collect();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(WRONG)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Ids;

    #[test]
    fn equal_values_share_a_revision_and_salts_hide_them() {
        let ids = Ids::seeded(1);
        let answer = |text: &str| Answer { value: Value::Text(text.into()), salt: ids.salt() };
        let (mut answers, name) = (Answers::default(), FieldId::from("name"));
        assert_eq!(answers.offer(&name, answer("Siti")), 1);
        assert_eq!(answers.offer(&name, answer("Budi")), 2);
        assert_eq!(answers.offer(&name, answer("Siti")), 1);
        assert_ne!(answer("Siti").commitment(), answer("Siti").commitment());
    }

    #[test]
    fn a_commitment_is_what_others_compute_from_salt_and_value() {
        let salt = Salt(uuid::Uuid::from_bytes(*b"0123456789abcdef"));
        let answer = Answer { value: Value::Text("Siti".into()), salt };
        // printf '0123456789abcdef{"kind":"text","value":"Siti"}' | sha256sum
        let theirs = "f19aa5d27d389a7036de11acafaf4b5da8382598d6a608d4d4e853305c902301";
        assert_eq!(String::from(answer.commitment()), theirs);
    }

    #[test]
    fn a_commitment_is_written_in_hex_and_read_again() {
        let text = format!("\"{}\"", "0a".repeat(32));
        let commitment: Commitment = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&commitment).unwrap(), text);
        for wrong in ["\"0a\"", "\"x\"", &text.replace('a', "g")] {
            assert!(serde_json::from_str::<Commitment>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn stored_answers_are_put_back_under_their_revisions() {
        let salt = Ids::seeded(1).salt();
        let answer = |text: &str| Answer { value: Value::Text(text.into()), salt };
        let (mut answers, name) = (Answers::default(), FieldId::from("name"));
        answers.insert(name.clone(), 7, answer("Budi"));
        answers.insert(name.clone(), 3, answer("Siti"));
        assert_eq!(answers.get(&name, 7), Some(&answer("Budi")));
        assert_eq!(answers.revisions(&name).collect::<Vec<_>>(), [3, 7]);
        assert_eq!(answers.offer(&name, answer("Dewi")), 8);
    }
}
