//! What is missing of an answer that was not given at all.

use super::{Field, FieldKind, Parts, Problem, Scope, Value};

impl Field {
    /// What a person or a place lacks that was not answered at all: each part that is asked. None
    /// of other kinds, which are one question.
    pub fn unanswered(&self, scope: &impl Scope) -> Vec<Problem> {
        match &self.kind {
            FieldKind::Person { .. } => self.problems(&Value::Person(Parts::new()), scope),
            FieldKind::Place { .. } => self.problems(&Value::Place(Parts::new()), scope),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::sync::Arc;

    use super::super::{Library, Root};
    use super::*;
    use crate::calendar::Calendar;

    struct Empty(Calendar);

    impl Scope for Empty {
        fn read(&self, _: &Root) -> Option<Cow<'_, Value>> {
            None
        }

        fn calendar(&self) -> &Calendar {
            &self.0
        }

        fn kind(&self, _: &Root) -> Option<&FieldKind> {
            None
        }
    }

    #[test]
    fn all_that_is_missing_is_named_at_once() {
        let note = "format: 1\nid: note\ntitle: Catatan\nstart: {by: resident}\nfields:\n  \
            mother: {type: person, ask: [nik, name, address], title: Ibu}\n  \
            about: {type: text, title: Perihal}\nsteps:\n  \
            check: {title: Petugas, by: officer@kelurahan}\n\
            keep: {done: 1y, rejected: 1y, withdrawn: 1y}\n";
        let roles = include_str!("../../workflows/tables/roles.csv");
        let sources = [("note.yaml", note), ("tables/roles.csv", roles)];
        let sources = sources.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let library = Library::from_sources(&sources.into()).unwrap();
        let definition = &library.service("note").unwrap().definition;
        let missing = |field: &str| {
            let scope = Empty(Calendar::new("35.74", Arc::default()));
            let missing = definition.field(field).unwrap().unanswered(&scope);
            missing.into_iter().map(|problem| problem.part).collect::<Vec<_>>()
        };
        let parts = ["nik", "name", "address.street", "address.rt", "address.rw", "address.area"];
        assert_eq!(missing("mother"), parts);
        assert!(missing("about").is_empty());
    }
}
