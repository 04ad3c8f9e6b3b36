//! What officers and administrators do with the numbers of a register by hand.

use jiff::civil::Date;
use uuid::Uuid;

use super::aftermath::Order;
use super::house::internal;
use super::register_book::Opened;
use super::register_hand::{Hand, Kept};
use super::{
    Block, Desk, DeskError, OnPaper, RegisterError, RegisterRefusal, Saw, Seen, Who, request_hash,
};
use crate::case::Command;
use crate::store::{ActKind, BookEntry, Counter, RegisterAct};
use crate::workflow::OutputId;

/// The longest reason, kind of letter or name, in characters.
const LONGEST: usize = 200;
/// The most numbers that are reserved at once.
const MOST: u32 = 500;
/// The largest number.
const LARGEST: u32 = 999_999;

/// What an act is made from; who, when and where are added.
struct Wish {
    kind: ActKind,
    values: (u32, u32),
    day: Date,
    reason: String,
    number: Option<String>,
    subject: Option<String>,
    /// Where the counter stands after it.
    n: u32,
}

impl Desk {
    /// Begins a series at a number: the next letter gets it, and those between are passed over.
    pub async fn register_start(
        &self,
        who: &Who,
        series: &str,
        (number, reason): (u32, &str),
        key: Uuid,
    ) -> Result<(), RegisterError> {
        let opened = self.open_register(who, series).await?;
        if !opened.standing.administers {
            return Err(RegisterRefusal::NotAdministrator.into());
        }
        let reason = words(reason).ok_or(RegisterRefusal::Reason(LONGEST))?;
        let begin = |counter: &Counter, _: &Hand| {
            let next = counter.n.saturating_add(1);
            if number > LARGEST {
                return Err(RegisterRefusal::TooLarge(LARGEST));
            }
            if number <= next {
                return Err(RegisterRefusal::NotUpwards(next));
            }
            let (kind, values, n) = (ActKind::Start, (next, number - 1), number - 1);
            let (day, number, subject) = (opened.today, None, None);
            Ok(Wish { kind, values, day, reason, number, subject, n })
        };
        let same = |act: &RegisterAct| act.kind == ActKind::Start && act.highest + 1 == number;
        self.by_hand(who, &opened, (key, same), begin).await.map(|_| ())
    }

    /// Keeps numbers for letters on paper: no letter of a request ever gets one. The first and
    /// the last of them.
    pub async fn register_reserve(
        &self,
        who: &Who,
        series: &str,
        (block, reason): (Block, &str),
        key: Uuid,
    ) -> Result<(u32, u32), RegisterError> {
        let opened = self.changeable(who, series).await?;
        let reason = words(reason).ok_or(RegisterRefusal::Reason(LONGEST))?;
        let reserve = |counter: &Counter, hand: &Hand| {
            let values = room(block, counter.n, hand)?;
            let (day, number, subject) = (opened.today, None, None);
            let (kind, n) = (ActKind::Reserve, counter.n);
            Ok(Wish { kind, values, day, reason, number, subject, n })
        };
        let same = |act: &RegisterAct| {
            act.kind == ActKind::Reserve
                && match block {
                    Block::Next(count) => act.highest - act.lowest + 1 == count,
                    Block::Range(lowest, highest) => (act.lowest, act.highest) == (lowest, highest),
                }
        };
        let act = self.by_hand(who, &opened, (key, same), reserve).await?;
        Ok((act.lowest, act.highest))
    }

    /// Fills a reserved number in, or corrects what was filled in: a letter on paper has it. The
    /// number as it is printed.
    pub async fn register_use(
        &self,
        who: &Who,
        (series, value): (&str, u32),
        (paper, saw): (OnPaper, Saw),
        key: Uuid,
    ) -> Result<String, RegisterError> {
        let opened = self.changeable(who, series).await?;
        let letter = words(&paper.letter).ok_or(RegisterRefusal::Paper(LONGEST))?;
        let subject = words(&paper.subject).ok_or(RegisterRefusal::Paper(LONGEST))?;
        let (date, same_letter, same_subject) = (paper.date, letter.clone(), subject.clone());
        let keys = &opened.series.keys;
        let in_time = paper.date <= opened.today
            && keys.year.is_none_or(|year| paper.date.year() == year)
            && keys.month.is_none_or(|month| paper.date.month() == month);
        if !in_time {
            return Err(RegisterRefusal::Day.into());
        }
        let entry = self.store().book_entry(series, value).await.map_err(internal)?;
        if entry.is_some() {
            return Err(RegisterRefusal::NotReserved(value).into());
        }
        let fill = |counter: &Counter, hand: &Hand| {
            match hand.of(value) {
                Some(Kept::Reserved(_) | Kept::Used(_)) => unchanged(hand, value, saw)?,
                Some(Kept::Void(act)) => {
                    return Err(RegisterRefusal::Done(value, act.name.clone()));
                }
                Some(Kept::Passed(_)) | None => return Err(RegisterRefusal::NotReserved(value)),
            }
            Ok(Wish {
                kind: ActKind::Use,
                values: (value, value),
                day: paper.date,
                reason: letter,
                number: Some(opened.series.number(value, paper.date)),
                subject: Some(subject),
                n: counter.n,
            })
        };
        let same = |act: &RegisterAct| {
            let paper = (act.lowest, act.day, &act.reason, act.subject.as_ref());
            act.kind == ActKind::Use && paper == (value, date, &same_letter, Some(&same_subject))
        };
        let act = self.by_hand(who, &opened, (key, same), fill).await?;
        Ok(act.number.unwrap_or_default())
    }

    /// Voids a number that no living letter has: one that is reserved or was used on paper, or one
    /// whose letter could not be signed. It stays in the book.
    pub async fn register_void(
        &self,
        who: &Who,
        (series, value): (&str, u32),
        (reason, saw): (&str, Saw),
        key: Uuid,
    ) -> Result<(), RegisterError> {
        let opened = self.changeable(who, series).await?;
        let reason = words(reason).ok_or(RegisterRefusal::Reason(LONGEST))?;
        if let Some(entry) = self.store().book_entry(series, value).await.map_err(internal)? {
            return self.give_up(who, entry, (reason, saw), key).await;
        }
        let void = |counter: &Counter, hand: &Hand| {
            match hand.of(value) {
                Some(Kept::Reserved(_) | Kept::Used(_)) => unchanged(hand, value, saw)?,
                Some(Kept::Void(_)) => return Err(RegisterRefusal::Void(value)),
                Some(Kept::Passed(_)) | None => return Err(RegisterRefusal::NotReserved(value)),
            }
            let (kind, values, n) = (ActKind::Void, (value, value), counter.n);
            let (day, number, subject) = (opened.today, None, None);
            Ok(Wish { kind, values, day, reason, number, subject, n })
        };
        let same = |act: &RegisterAct| act.kind == ActKind::Void && act.lowest == value;
        self.by_hand(who, &opened, (key, same), void).await.map(|_| ())
    }

    /// The number of a letter whose signature failed: the engine voids it.
    async fn give_up(
        &self,
        who: &Who,
        entry: BookEntry,
        (reason, saw): (String, Saw),
        key: Uuid,
    ) -> Result<(), RegisterError> {
        let output = OutputId::from(entry.output.as_str());
        let seen = saw.case.unwrap_or(Seen { case: entry.case, version: entry.version });
        let failed = entry.letter.as_deref() == Some("failed");
        // Sent twice: the queue finds the first answer under the key.
        let again = entry.void.as_deref() == Some(reason.as_str());
        if seen.case != entry.case || !failed && !again {
            return Err(match entry.void {
                Some(_) => RegisterRefusal::Void(entry.value),
                None => RegisterRefusal::Live(entry.value),
            }
            .into());
        }
        let loaded = self.load(entry.case).await?;
        let request = request_hash(&(who.person, "void", entry.case, output.as_str(), &reason));
        let order = Order::of(seen, key, request, who.person);
        let aftermath = self.aftermath(&loaded).await?;
        let command = move |_, _: &super::Situation<'_>| {
            Ok(Command::Void { output: output.clone(), reason: reason.clone() })
        };
        self.order(aftermath, order, command).await?;
        Ok(())
    }

    /// A register with whose numbers the caller may do something.
    async fn changeable(&self, who: &Who, series: &str) -> Result<Opened, DeskError> {
        let opened = self.open_register(who, series).await?;
        if opened.standing.may_change() { Ok(opened) } else { Err(DeskError::NotFound) }
    }

    /// Carries one act out. Nobody draws or reserves meanwhile: the counter is locked first. An
    /// act that the key names already is the answer, if it is the `same`.
    async fn by_hand(
        &self,
        who: &Who,
        opened: &Opened,
        (key, same): (Uuid, impl Fn(&RegisterAct) -> bool),
        wish: impl FnOnce(&Counter, &Hand) -> Result<Wish, RegisterRefusal>,
    ) -> Result<RegisterAct, RegisterError> {
        let series = &opened.series;
        let mut tx = self.store().begin().await.map_err(internal)?;
        let counter = tx.take_counter(&series.name, series.office.as_ref()).await;
        let counter = counter.map_err(internal)?;
        let hand = Hand(tx.register_acts(&series.name).await.map_err(internal)?);
        let known = hand.0.iter().find(|act| act.key == key).cloned();
        if let Some(known) = known {
            tx.rollback().await.map_err(internal)?;
            return if same(&known) { Ok(known) } else { Err(DeskError::KeyReused.into()) };
        }
        let wish = match wish(&counter, &hand) {
            Ok(wish) => wish,
            Err(refusal) => {
                tx.rollback().await.map_err(internal)?;
                return Err(refusal.into());
            }
        };
        let act = RegisterAct {
            key,
            series: series.name.clone(),
            kind: wish.kind,
            lowest: wish.values.0,
            highest: wish.values.1,
            day: wish.day,
            reason: wish.reason,
            number: wish.number,
            subject: wish.subject,
            person: who.person,
            name: who.name.clone(),
            at: self.now(),
        };
        tx.put_register_act(&act, wish.n).await.map_err(internal)?;
        tx.commit().await.map_err(internal)?;
        Ok(act)
    }
}

/// Where a block goes.
fn room(block: Block, n: u32, hand: &Hand) -> Result<(u32, u32), RegisterRefusal> {
    let count = match block {
        Block::Next(count) => count,
        Block::Range(lowest, highest) => match highest.checked_sub(lowest) {
            Some(more) => more.saturating_add(1),
            None => 0,
        },
    };
    if !(1..=MOST).contains(&count) {
        return Err(RegisterRefusal::Count(MOST));
    }
    let after = match block {
        Block::Next(_) => n,
        Block::Range(lowest, _) => lowest.saturating_sub(1),
    };
    let place = hand.room(after.max(n), count).filter(|(_, highest)| *highest <= LARGEST);
    let place = place.ok_or(RegisterRefusal::TooLarge(LARGEST))?;
    match block {
        Block::Range(lowest, highest) if place != (lowest, highest) => {
            Err(RegisterRefusal::Taken(lowest, place.0))
        }
        _ => Ok(place),
    }
}

/// Whether the number is as the caller saw it.
fn unchanged(hand: &Hand, value: u32, saw: Saw) -> Result<(), RegisterRefusal> {
    match hand.last_on(value) {
        Some(act) if saw.act != Some(act.key) => {
            Err(RegisterRefusal::Done(value, act.name.clone()))
        }
        _ => Ok(()),
    }
}

/// Words that are there and not too long, without space around them.
fn words(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (1..=LONGEST).contains(&text.chars().count()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_free_in_one_piece_and_not_too_large() {
        let none = Hand::default();
        let place = |block| room(block, 214, &none);
        assert_eq!(place(Block::Next(10)), Ok((215, 224)));
        assert_eq!(place(Block::Range(301, 350)), Ok((301, 350)));
        assert_eq!(place(Block::Range(214, 220)), Err(RegisterRefusal::Taken(214, 215)));
        for block in [Block::Next(0), Block::Next(501), Block::Range(300, 299)] {
            assert_eq!(place(block), Err(RegisterRefusal::Count(500)));
        }
        let far = Block::Range(999_990, 1_000_001);
        assert_eq!(place(far), Err(RegisterRefusal::TooLarge(LARGEST)));
    }

    #[test]
    fn words_are_there_and_in_one_line() {
        assert_eq!(words("  dua\n kata ").as_deref(), Some("dua kata"));
        assert_eq!(words(" \n"), None);
        assert_eq!(words(&"a".repeat(201)), None);
    }
}
