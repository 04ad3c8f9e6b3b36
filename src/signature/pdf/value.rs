//! The values of PDF (ISO 32000-1, 7.3), each dictionary entry with its place in the file.

use std::ops::Range;

/// A value; numbers with a point are kept as they were written, since nothing here counts with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Real(Vec<u8>),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Value>),
    Dict(Dict),
    /// An object's number; generations other than 0 are refused when read.
    Reference(u32),
}

impl Value {
    pub(crate) fn is_name(&self, name: &[u8]) -> bool {
        matches!(self, Self::Name(n) if n == name)
    }

    pub(crate) fn as_int(&self) -> Option<i64> {
        if let Self::Int(n) = self { Some(*n) } else { None }
    }

    pub(crate) fn as_text(&self) -> Option<&[u8]> {
        if let Self::Text(t) = self { Some(t) } else { None }
    }

    pub(crate) fn as_dict(&self) -> Option<&Dict> {
        if let Self::Dict(d) = self { Some(d) } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&[Value]> {
        if let Self::Array(a) = self { Some(a) } else { None }
    }

    pub(crate) fn as_reference(&self) -> Option<u32> {
        if let Self::Reference(n) = self { Some(*n) } else { None }
    }

    /// Calls `see` with this value and every value inside it.
    pub(crate) fn walk<'a>(&'a self, see: &mut impl FnMut(&'a Value)) {
        see(self);
        match self {
            Self::Array(items) => items.iter().for_each(|v| v.walk(see)),
            Self::Dict(dict) => dict.entries.iter().for_each(|(_, p)| p.value.walk(see)),
            _ => {}
        }
    }
}

/// A value and the bytes it was read from. Two are equal when their values are.
#[derive(Clone, Debug, Eq)]
pub(crate) struct Placed {
    pub(crate) value: Value,
    pub(crate) at: Range<usize>,
}

impl PartialEq for Placed {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// A dictionary; reading refuses a key that stands twice.
///
/// Its entries are sorted by their keys. There are few of them: a tree would take most of the time that reading takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dict {
    entries: Vec<(Vec<u8>, Placed)>,
}

impl Dict {
    /// Adds an entry; false where there is one of that key already.
    pub(crate) fn insert(&mut self, key: Vec<u8>, value: Placed) -> bool {
        match self.entries.binary_search_by(|(own, _)| own.cmp(&key)) {
            Ok(_) => false,
            Err(at) => {
                self.entries.insert(at, (key, value));
                true
            }
        }
    }

    pub(crate) fn remove(&mut self, key: &[u8]) -> Option<Placed> {
        let at = self.entries.iter().position(|(own, _)| own == key)?;
        Some(self.entries.remove(at).1)
    }

    pub(crate) fn get(&self, key: &[u8]) -> Option<&Value> {
        self.placed(key).map(|p| &p.value)
    }

    pub(crate) fn placed(&self, key: &[u8]) -> Option<&Placed> {
        self.entries.iter().find(|(own, _)| own == key).map(|(_, placed)| placed)
    }

    pub(crate) fn has(&self, key: &[u8]) -> bool {
        self.placed(key).is_some()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.entries().map(|(key, _)| key)
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = (&[u8], &Value)> {
        self.entries.iter().map(|(key, placed)| (key.as_slice(), &placed.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_no_part_of_equality() {
        let a = Placed { value: Value::Int(1), at: 0..1 };
        assert_eq!(a, Placed { value: Value::Int(1), at: 7..8 });
        assert_ne!(a, Placed { value: Value::Int(2), at: 0..1 });
    }

    #[test]
    fn a_walk_sees_what_lies_inside() {
        let mut dict = Dict::default();
        let placed = Placed { value: Value::Reference(4), at: 0..1 };
        assert!(dict.insert(b"A".to_vec(), placed.clone()));
        assert!(!dict.insert(b"A".to_vec(), placed));
        let value = Value::Array(vec![Value::Null, Value::Dict(dict)]);
        let mut found = Vec::new();
        value.walk(&mut |v| found.extend(v.as_reference()));
        assert_eq!(found, [4]);
    }
}
