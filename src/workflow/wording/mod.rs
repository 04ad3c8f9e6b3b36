//! A definition in the words of the people who work by it, in Indonesian: its conditions, times,
//! holders and buttons. For diagrams, and for pages that say why a step is or is not there.

mod condition;
mod holder;
mod path;
mod value;

use super::{Action, Definition, Target};
use crate::area::Role;

pub use holder::need;
pub use value::{lateness, rupiah};

/// Says what a definition declares.
#[derive(Clone, Copy)]
pub struct Wording<'a> {
    definition: &'a Definition,
    /// The words of a role: `Sekretaris`.
    role: &'a dyn Fn(&Role) -> Option<String>,
}

impl<'a> Wording<'a> {
    /// Words for a definition, with those of the roles that it names.
    pub fn new(definition: &'a Definition, role: &'a dyn Fn(&Role) -> Option<String>) -> Self {
        Self { definition, role }
    }
}

impl std::fmt::Debug for Wording<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wording").field("definition", &self.definition.id).finish_non_exhaustive()
    }
}

/// The words on a button, and of what it does.
pub fn button(action: &Action) -> String {
    if let Some(title) = &action.title {
        return title.to_string();
    }
    match &action.to {
        Target::Next => "Setujui",
        Target::Applicant => "Kembalikan untuk dilengkapi",
        Target::Same => "Undang datang",
        Target::Step(_) => "Kembalikan",
        Target::End(_) => "Tolak",
    }
    .to_owned()
}

#[cfg(test)]
mod tests;
