//! Who gets an output beside its applicant (`to` and `cc`, definition-format.md 6): told when it is
//! issued, named where it is shown, and let in to read the letter.

use std::collections::BTreeSet;

use super::house::{Loaded, internal};
use super::{Completing, Desk, DeskError, Rules, Who, words};
use crate::area::Directory;
use crate::case::{Addressee, Case, Event, LetterState, Model, addressees};
use crate::origin::{CaseId, PersonId};
use crate::workflow::{Holder, Output, OutputId, Recipient};

/// Everybody but the applicant whom the case knows and an output is for.
fn readers<'o>(
    model: &'o Model<'_>,
    case: &'o Case,
    output: &'o Output,
) -> impl Iterator<Item = Addressee> + 'o {
    let copies = output.cc.iter().filter_map(|copy| match copy {
        Recipient::Holder(holder) => Some(holder),
        Recipient::Outside(_) => None,
    });
    let holders = output.to.iter().chain(copies).filter(|holder| **holder != Holder::Applicant);
    holders.flat_map(|holder| addressees(model, case, holder))
}

/// Those who get a copy, in words.
pub(super) fn copies(
    model: &Model<'_>,
    case: &Case,
    output: &Output,
    (directory, named): (&Directory, &super::Accounts),
) -> Vec<String> {
    let of = |holder: &Holder| {
        let people = addressees(model, case, holder);
        let word = |to: Addressee| match to {
            Addressee::Seat(seat) => words::seat(&seat, directory),
            Addressee::Person(person) if case.applicant == Some(person) => "Pemohon".to_owned(),
            Addressee::Person(person) => named.of_person(person).unwrap_or_default(),
            Addressee::Service(name) => name.to_string(),
        };
        people.into_iter().map(word).filter(|word| !word.is_empty()).collect::<Vec<_>>()
    };
    let words = output.cc.iter().flat_map(|copy| match copy {
        Recipient::Holder(holder) => of(holder),
        Recipient::Outside(name) => vec![name.to_string()],
    });
    words.collect()
}

/// What is told of the outputs that are issued now: to whom, in which words, and where the letter
/// is to be read.
pub(super) fn told(
    rules: &Rules,
    after: &Case,
    completing: &Completing<'_>,
) -> Vec<(BTreeSet<PersonId>, String, Option<String>)> {
    let definition = &rules.definition;
    let town = (completing.directory, completing.accounts);
    let today = rules.calendar.date(completing.now);
    let issued = completing.outcome.events.iter().filter_map(|event| match event {
        Event::Issued { output, .. } => definition.output(output.as_str()),
        _ => None,
    });
    let people = |to: Addressee| match to {
        Addressee::Seat(seat) => {
            let holders = completing.directory.holders(&seat, today);
            holders.into_iter().map(|holder| holder.person).collect()
        }
        Addressee::Person(person) => vec![person],
        Addressee::Service(_) => Vec::new(),
    };
    let letter = |output: &Output| {
        let to = rules.model(town, completing.now, |model| {
            readers(model, after, output).flat_map(people).collect::<BTreeSet<_>>()
        });
        let text = format!("{} terbit. Surat ini juga untuk Anda.", output.title);
        let path =
            output.template.is_some().then(|| format!("/salinan/{}/{}", completing.id, output.id));
        (to, text, path)
    };
    issued.map(letter).filter(|(to, ..)| !to.is_empty()).collect()
}

impl Desk {
    /// The finished file of a letter that the caller gets beside its applicant.
    pub async fn copy(&self, who: &Who, case: CaseId, output: &str) -> Result<Vec<u8>, DeskError> {
        if who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let loaded = self.load(case).await?;
        if !loaded.reads(who, output) {
            return Err(DeskError::NotFound);
        }
        let letters = self.store().letters_of(case).await.map_err(internal)?;
        let living = letters.iter().rev().find(|l| l.output == output && l.released.is_some());
        let letter = living.ok_or(DeskError::NotFound)?;
        self.store().released(letter.id).await.map_err(internal)?.ok_or(DeskError::NotFound)
    }
}

impl Loaded {
    /// Whether an output is issued and meant for `who`, as a person or for a seat of theirs.
    fn reads(&self, who: &Who, output: &str) -> bool {
        let case = &self.stored.case;
        let state = case.outputs.get(&OutputId::from(output)).map(|output| output.state);
        let Some(output) = self.rules.definition.output(output) else { return false };
        let mine = |to: Addressee| match to {
            Addressee::Seat(seat) => self.may_act_for(who, &seat),
            Addressee::Person(person) => person == who.person,
            Addressee::Service(_) => false,
        };
        state == Some(LetterState::Released)
            && self.model(|model| readers(model, case, output).any(mine))
    }
}
