//! The lines of a register book, in words.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::history::{revoked_reason, void_reason};
use super::house::internal;
use super::register_book::Opened;
use super::register_hand::Kept;
use super::{BookLine, Desk, DeskError, NumberState, Who, words};
use crate::calendar::long_date;
use crate::case::{Event, Revoker};
use crate::origin::{CaseId, PersonId};
use crate::service::Service;
use crate::store::{BookDays, BookEntry, Fate, RegisterAct};

/// What the lines are made from.
pub(super) struct Lines<'a> {
    pub desk: &'a Desk,
    pub who: &'a Who,
    pub opened: &'a Opened,
}

impl Lines<'_> {
    /// The lines of letters and of what was done by hand, of these days and above `after`.
    pub async fn all(
        &self,
        entries: Vec<BookEntry>,
        days: BookDays,
        after: u32,
    ) -> Result<Vec<BookLine>, DeskError> {
        let fates = self.fates(&entries).await?;
        let mut lines = Vec::with_capacity(entries.len());
        for entry in entries {
            let fate = fates.get(&(entry.case, entry.output.clone(), entry.number.clone()));
            lines.push(self.letter(entry, fate).await?);
        }
        for (lowest, highest, kept) in self.opened.hand.ranges() {
            let day = kept.day(&self.opened.hand);
            if lowest > after && days.from <= day && day < days.before {
                lines.push(self.by_hand((lowest, highest), kept));
            }
        }
        lines.sort_by_key(|line| line.values);
        Ok(lines)
    }

    /// The line of one number.
    pub async fn one(
        &self,
        entry: Option<BookEntry>,
        value: u32,
    ) -> Result<Option<BookLine>, DeskError> {
        if let Some(entry) = entry {
            let mut fates = self.fates(std::slice::from_ref(&entry)).await?;
            let key = (entry.case, entry.output.clone(), entry.number.clone());
            return Ok(Some(self.letter(entry, fates.remove(&key).as_ref()).await?));
        }
        let kept = self.opened.hand.of(value);
        Ok(kept.map(|kept| self.by_hand((value, value), kept)))
    }

    /// After what the numbers no longer hold: the last such event of each letter.
    async fn fates(
        &self,
        entries: &[BookEntry],
    ) -> Result<BTreeMap<(CaseId, String, String), Fate>, DeskError> {
        let gone = |entry: &&BookEntry| {
            entry.void.is_some() || matches!(entry.letter.as_deref(), Some("revoked" | "replaced"))
        };
        let gone: Vec<&BookEntry> = entries.iter().filter(gone).collect();
        let mut cases: Vec<CaseId> = gone.iter().map(|entry| entry.case).collect();
        cases.dedup();
        let mut fates = BTreeMap::new();
        if cases.is_empty() {
            return Ok(fates);
        }
        let found = self.desk.store().fates(&cases).await.map_err(internal)?;
        for entry in gone {
            let of_it = |fate: &&Fate| {
                fate.case == entry.case
                    && match &fate.event {
                        Event::Voided { number, .. } => number.as_ref() == Some(&entry.number),
                        Event::Revoked { output, .. } | Event::Replaced { output, .. } => {
                            entry.void.is_none() && output.as_str() == entry.output
                        }
                        _ => false,
                    }
            };
            if let Some(fate) = found.iter().rfind(of_it) {
                let key = (entry.case, entry.output.clone(), entry.number.clone());
                fates.insert(key, fate.clone());
            }
        }
        Ok(fates)
    }

    async fn letter(&self, entry: BookEntry, fate: Option<&Fate>) -> Result<BookLine, DeskError> {
        let service = self.desk.edition(&entry.service, &entry.definition).await?;
        let (state, note) = self.became(&entry, fate, &service).await?;
        let output = service.definition.output(&entry.output);
        let title = output.map_or(entry.output.as_str(), |output| &output.title);
        let about = service.definition.title.to_string();
        let letter = if title == about { about } else { format!("{title} ({about})") };
        let subject = self.subject(&entry, &service).await?;
        Ok(BookLine {
            values: (entry.value, entry.value),
            number: Some(entry.number),
            date: entry.date,
            letter: Some(letter),
            subject: Some(subject),
            ticket: Some(entry.ticket),
            state,
            note,
            open: state == NumberState::Failed && self.opened.standing.may_change(),
        })
    }

    /// What became of the number of a letter.
    async fn became(
        &self,
        entry: &BookEntry,
        fate: Option<&Fate>,
        service: &Service,
    ) -> Result<(NumberState, Option<String>), DeskError> {
        let by = |fate: &Fate| fate.person.and_then(|person| self.officer(person));
        let with = |words: String, who: Option<String>| match who {
            Some(who) => format!("{words} (oleh {who})"),
            None => words,
        };
        if let Some(reason) = &entry.void {
            let who = fate.and_then(by);
            let end = service.definition.end(reason).map(|end| end.title.to_string());
            let reason = match void_reason(reason) {
                known if known != reason => known.to_owned(),
                other => end.unwrap_or_else(|| other.to_owned()),
            };
            return Ok((NumberState::Void, Some(with(reason, who))));
        }
        Ok(match (entry.letter.as_deref(), fate.map(|fate| (&fate.event, fate))) {
            (Some("revoked"), Some((Event::Revoked { reason, by: whose, .. }, fate))) => {
                let who = match whose {
                    Revoker::Seat { person, .. } => self.officer(*person),
                    Revoker::Case(_) => by(fate),
                };
                (NumberState::Revoked, Some(with(revoked_reason(reason).to_owned(), who)))
            }
            (Some("revoked"), _) => (NumberState::Revoked, None),
            (Some("replaced"), fate) => {
                let newer = match fate {
                    Some((Event::Replaced { by, .. }, _)) => self.number_of(*by, entry).await?,
                    _ => None,
                };
                let newer = newer.map(|number| format!("dengan nomor {number}"));
                (NumberState::Replaced, newer)
            }
            (Some("failed"), _) => (NumberState::Failed, Some("tanda tangannya gagal".to_owned())),
            (Some("released"), _) => (NumberState::Issued, ended(entry, service)),
            _ => (NumberState::Pending, None),
        })
    }

    /// The number of the letter that took this one's place.
    async fn number_of(
        &self,
        case: CaseId,
        entry: &BookEntry,
    ) -> Result<Option<String>, DeskError> {
        let letters = self.desk.store().letters_of(case).await.map_err(internal)?;
        let newer = letters.into_iter().rev().find(|letter| letter.output == entry.output);
        Ok(newer.filter(|letter| letter.released.is_some()).and_then(|letter| letter.number))
    }

    /// Whom a letter is about. Those of the office read the name, as far as their step of the
    /// request may; everybody else recognises it only if they know it.
    async fn subject(
        &self,
        entry: &BookEntry,
        service: &Arc<Service>,
    ) -> Result<String, DeskError> {
        let hidden = || "Dirahasiakan".to_owned();
        let field = service.definition.field("applicant");
        let may_hide = field.is_some_and(|field| field.hide.is_some());
        let name = entry.name.clone().unwrap_or_default();
        let Some(seat) = &self.opened.standing.keeps else {
            return Ok(if may_hide { hidden() } else { words::masked(&name) });
        };
        if may_hide {
            let loaded = self.desk.load(entry.case).await?;
            if !loaded.sight(self.who, Some(seat)).names_applicant() {
                return Ok(hidden());
            }
        }
        Ok(name)
    }

    /// The name of an officer; nobody else is named as the one who did something.
    fn officer(&self, person: PersonId) -> Option<String> {
        self.opened.directory.officer(person).map(|officer| officer.name.clone())
    }

    fn by_hand(&self, values: (u32, u32), kept: Kept<'_>) -> BookLine {
        let act = kept.act();
        let standing = &self.opened.standing;
        let day = kept.day(&self.opened.hand);
        let said = |act: &RegisterAct| format!("{} (oleh {})", act.reason, act.name);
        let (state, number, note) = match kept {
            Kept::Passed(_) => (NumberState::Passed, None, said(act)),
            Kept::Reserved(_) => {
                let number = self.opened.series.number(values.0, day);
                (NumberState::Reserved, Some(number), said(act))
            }
            Kept::Used(_) => {
                let note = format!("dicatat {} oleh {}", long_date(self.noted(act)), act.name);
                (NumberState::Paper, act.number.clone(), note)
            }
            Kept::Void(_) => {
                let number = self.opened.series.number(values.0, day);
                (NumberState::Void, Some(number), said(act))
            }
        };
        let paper = state == NumberState::Paper;
        let named = |name: &String| match standing.keeps {
            Some(_) => name.clone(),
            None => words::masked(name),
        };
        BookLine {
            values,
            number,
            date: day,
            letter: paper.then(|| act.reason.clone()),
            subject: act.subject.as_ref().filter(|_| paper).map(named),
            ticket: None,
            state,
            note: Some(note),
            open: matches!(state, NumberState::Reserved | NumberState::Paper)
                && standing.may_change(),
        }
    }

    /// The day on which somebody wrote something into the book.
    fn noted(&self, act: &RegisterAct) -> jiff::civil::Date {
        let office = self.opened.series.office.as_ref();
        let holidays = &self.desk.in_force().holidays;
        super::house::calendar(holidays, &self.opened.directory, office).date(act.at)
    }
}

/// How the request ended whose introduction or register entry this is.
fn ended(entry: &BookEntry, service: &Service) -> Option<String> {
    let definition = &service.definition;
    let output = definition.output(&entry.output)?;
    if output.template.is_some() {
        return None;
    }
    Some(match entry.ended.as_deref() {
        None => "permohonan masih diproses".to_owned(),
        Some("done") => "permohonan selesai".to_owned(),
        Some("rejected") => "permohonan ditolak".to_owned(),
        Some("withdrawn") => "permohonan dibatalkan pemohonnya".to_owned(),
        Some(end) => {
            let title = definition.end(end).map(|end| end.title.to_string());
            format!("permohonan berakhir: {}", title.unwrap_or_else(|| end.to_owned()))
        }
    })
}
