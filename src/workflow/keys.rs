//! The keys of the format, one table for the reader and for the JSON Schema.

/// A key of a map.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub name: &'static str,
    /// What stands under it.
    pub takes: Takes,
    /// It must be there.
    pub must: bool,
}

/// What stands under a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Takes {
    /// A text, an id, an expression: any one scalar.
    Text,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// A length of time.
    Period,
    /// A day.
    Date,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Words in a list.
    Words(&'static [&'static str]),
    /// Texts in a list.
    Texts,
    /// One text, or texts in a list.
    TextOrTexts,
    /// A map of these keys.
    Map(&'static [Key]),
    /// A list of maps of these keys.
    Maps(&'static [Key]),
    /// A map of ids, each with a map of these keys.
    Named(&'static [Key]),
    /// A map of ids, each with a map of these keys or `false`.
    NamedOrFalse(&'static [Key]),
    /// A map of names, each with one text.
    Pairs,
    /// A map of names, each with a length of time.
    Periods,
    /// A map of ids, each a field.
    Fields,
    /// A map of ids, each a column of a list.
    Columns,
    /// A map of ids, each a setting.
    Settings,
    /// A value as one text, by parts, or in a list.
    Value,
}

/// A key that may be absent.
pub(super) const fn key(name: &'static str, takes: Takes) -> Key {
    Key { name, takes, must: false }
}

/// A key that must be there.
pub(super) const fn must(name: &'static str, takes: Takes) -> Key {
    Key { name, takes, must: true }
}

/// What a map of known keys is checked against.
pub(super) trait Named {
    /// The key as it is written.
    fn name(&self) -> &'static str;
}

impl Named for Key {
    fn name(&self) -> &'static str {
        self.name
    }
}

impl Named for &'static str {
    fn name(&self) -> &'static str {
        self
    }
}
