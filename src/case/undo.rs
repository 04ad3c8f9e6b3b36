//! Taking the last decision back (definition-format.md section 8).

use super::decide::Draft;
use super::{Event, LetterState, OutputState, Refusal};
use crate::origin::PersonId;
use crate::workflow::{Output, OutputId};

/// The person who decided last takes it back, while nobody has acted since. Whatever the decision
/// numbered or issued is void.
pub(super) fn undo(draft: &mut Draft<'_>, person: PersonId) -> Result<(), Refusal> {
    let last = draft.case.last.as_ref().filter(|last| last.person == person);
    let last = last.ok_or(Refusal::TooLate)?;
    if draft.now.duration_since(last.at) > draft.model.undo_window {
        return Err(Refusal::TooLate);
    }
    if !last.undoable {
        return Err(Refusal::NotAllowed);
    }
    let before = &last.before.outputs;
    let made = |output: &&Output| {
        let (now, then) = (draft.case.outputs.get(&output.id), before.get(&output.id));
        let number = |state: Option<&OutputState>| state.and_then(|s| s.number.clone());
        let released = now.is_some_and(|now| now.state == LetterState::Released);
        let absent = then.is_none_or(|then| then.state == LetterState::Void);
        number(now) != number(then) || released && absent
    };
    let begun = draft.model.definition.outputs.iter().filter(made);
    let begun: Vec<OutputId> = begun.map(|output| output.id.clone()).collect();
    for output in begun {
        draft.void(&output, "undone".to_owned());
    }
    draft.push(Event::Undone { at: draft.now });
    Ok(())
}
