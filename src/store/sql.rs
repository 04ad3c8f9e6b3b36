//! The text of a statement for both databases.

/// One statement: the same text for both databases wherever that is possible.
#[derive(Debug)]
pub struct Sql {
    /// For PostgreSQL.
    pub pg: &'static str,
    /// For SQLite.
    pub lite: &'static str,
}

/// Declares the statements of a query group, and `ALL` of them, so that a test prepares each on
/// both databases.
macro_rules! statements {
    (@ { pg: $pg:literal, lite: $lite:literal $(,)? }) => {
        $crate::store::Sql { pg: $pg, lite: $lite }
    };
    (@ $both:literal) => { $crate::store::Sql { pg: $both, lite: $both } };
    ($($(#[$doc:meta])* $name:ident = $text:tt;)*) => {
        $($(#[$doc])* pub(super) static $name: $crate::store::Sql = statements!(@ $text);)*
        /// Every statement of this group, with its name.
        pub(super) static ALL: &[(&str, &$crate::store::Sql)] = &[
            $((concat!(module_path!(), "::", stringify!($name)), &$name)),*
        ];
    };
}

pub(super) use statements;
