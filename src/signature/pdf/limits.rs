//! How large a file may be before it is refused; a letter has about 50 kB and 60 objects.

/// Bytes of a whole file.
pub(super) const FILE: usize = 4 << 20;
/// Revisions: the letter, and one for each of its signers.
pub(super) const REVISIONS: usize = 16;
/// Entries of one cross-reference table.
pub(super) const ENTRIES: usize = 20_000;
/// Arrays and dictionaries within each other.
pub(super) const DEPTH: usize = 24;
