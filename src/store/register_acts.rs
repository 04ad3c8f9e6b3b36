//! What people do with the numbers of a register by hand, and the counters that follow from it.

use std::collections::VecDeque;

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError, Tx};
use crate::area::OfficeId;
use crate::origin::PersonId;

statements! {
    // Locks the counter: whoever draws or reserves waits.
    TAKE = "INSERT INTO counter (series, n, office) VALUES ($1, 0, $2)
        ON CONFLICT (series) DO UPDATE SET n = counter.n RETURNING series, n, office, ahead";
    SET = "UPDATE counter SET n = $2, ahead = $3 WHERE series = $1";
    RESERVED = "SELECT lowest, highest FROM register_act
        WHERE series = $1 AND kind = 'reserve' AND highest > $2 ORDER BY lowest";
    PUT = "INSERT INTO register_act
            (key, series, seq, kind, lowest, highest, day, reason, number, subject, person, at)
        SELECT $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11
        FROM register_act WHERE series = $2";
    OF_SERIES = "SELECT a.key, a.series, a.kind, a.lowest, a.highest, a.day, a.reason, a.number,
            a.subject, a.person, p.name, a.at
        FROM register_act a JOIN person p ON p.id = a.person
        WHERE a.series = $1 ORDER BY a.seq";
    ONE = "SELECT series, n, office, ahead FROM counter WHERE series = $1";
    OF_OFFICE = "SELECT series, n, office, ahead FROM counter WHERE office = $1 ORDER BY series";
    OF_NOBODY = "SELECT series, n, office, ahead FROM counter WHERE office IS NULL ORDER BY series";
    ALL_COUNTERS = "SELECT series, n, office, ahead FROM counter ORDER BY series";
}

/// A counter: one series of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// Its name.
    pub series: String,
    /// The last number that was drawn or passed over.
    pub n: u32,
    /// The office that keeps the register; none where the numbers are shared by all.
    pub office: Option<OfficeId>,
}

/// What was done with numbers by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActKind {
    /// The series goes on after these numbers, which nobody gives.
    Start,
    /// They are kept for letters on paper.
    Reserve,
    /// One of them was used on paper.
    Use,
    /// One of them was given back.
    Void,
}

/// One act on the numbers of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterAct {
    /// Sent twice with the same key, it is carried out once.
    pub key: Uuid,
    /// The series.
    pub series: String,
    /// What was done.
    pub kind: ActKind,
    /// The first of the numbers.
    pub lowest: u32,
    /// The last of them.
    pub highest: u32,
    /// The day of it; for a letter on paper the letter's date.
    pub day: Date,
    /// Why; for a letter on paper what kind of letter it is.
    pub reason: String,
    /// The number as it was written on paper.
    pub number: Option<String>,
    /// Whom the letter on paper is about.
    pub subject: Option<String>,
    /// Who did it.
    pub person: PersonId,
    /// Their name; not read when an act is written.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct CounterRow {
    series: String,
    n: i64,
    office: Option<String>,
}

#[derive(FromRow)]
struct Row {
    key: Uuid,
    series: String,
    kind: String,
    lowest: i64,
    highest: i64,
    day: String,
    reason: String,
    number: Option<String>,
    subject: Option<String>,
    person: Uuid,
    name: String,
    at: i64,
}

impl Tx {
    /// Locks the counter of a series, which begins with none drawn where it is new.
    pub async fn take_counter(
        &mut self,
        series: &str,
        office: Option<&OfficeId>,
    ) -> Result<Counter, StoreError> {
        let office = office.map(|office| office.0.clone());
        let row = self.sql(&TAKE).bind(series.to_owned()).bind(office).first::<CounterRow>();
        let row = row.await?.ok_or_else(|| {
            StoreError::inconsistent("counter", &series, &"was neither found nor made")
        })?;
        row.try_into()
    }

    /// The acts on a series, in their order.
    pub async fn register_acts(&mut self, series: &str) -> Result<Vec<RegisterAct>, StoreError> {
        let rows = self.sql(&OF_SERIES).bind(series.to_owned()).all::<Row>().await?;
        rows.into_iter().map(RegisterAct::try_from).collect()
    }

    /// Writes an act. Where it reserves or passes over numbers, the counter (taken before) knows
    /// it from now on; `n` is what it then stands at.
    pub async fn put_register_act(&mut self, act: &RegisterAct, n: u32) -> Result<(), StoreError> {
        let put = self.sql(&PUT).bind(act.key).bind(act.series.clone());
        let put = put.bind(act.kind.word().to_owned()).bind(i64::from(act.lowest));
        let put = put.bind(i64::from(act.highest)).bind(act.day.to_string());
        let put = put.bind(act.reason.clone()).bind(act.number.clone());
        let put = put.bind(act.subject.clone()).bind(act.person.0);
        put.bind(act.at.as_microsecond()).run().await?;
        let reserved = self.reserved(&act.series, n).await?;
        self.set_counter(&act.series, n, &reserved).await
    }

    /// The next `count` values after `before` that are not reserved; the counter, which a draw
    /// has locked, then stands at the last of them.
    pub(super) async fn draw_around(
        &mut self,
        series: &str,
        before: u32,
        count: u32,
    ) -> Result<VecDeque<u32>, StoreError> {
        let reserved = self.reserved(series, before).await?;
        let free = |value: &u32| !reserved.iter().any(|&(low, high)| (low..=high).contains(value));
        let after = before.saturating_add(1)..=u32::MAX;
        let values: VecDeque<u32> = after.filter(free).take(count as usize).collect();
        let last = values.back().copied().unwrap_or(before);
        self.set_counter(series, last, &reserved).await?;
        Ok(values)
    }

    /// The reserved ranges that reach beyond `after`, given back or used or not.
    async fn reserved(&mut self, series: &str, after: u32) -> Result<Vec<(u32, u32)>, StoreError> {
        let find = self.sql(&RESERVED).bind(series.to_owned()).bind(i64::from(after));
        let rows = find.all::<(i64, i64)>().await?;
        rows.into_iter()
            .map(|(low, high)| Ok((value(series, low)?, value(series, high)?)))
            .collect()
    }

    async fn set_counter(
        &mut self,
        series: &str,
        n: u32,
        reserved: &[(u32, u32)],
    ) -> Result<(), StoreError> {
        let beyond = reserved.iter().filter(|(_, high)| *high > n);
        let ahead = beyond.map(|(low, _)| i64::from((*low).max(n.saturating_add(1)))).min();
        let set = self.sql(&SET).bind(series.to_owned()).bind(i64::from(n)).bind(ahead);
        set.run().await?;
        Ok(())
    }
}

impl Store {
    /// A counter.
    pub async fn counter(&self, series: &str) -> Result<Option<Counter>, StoreError> {
        let row = self.read(&ONE).bind(series.to_owned()).first::<CounterRow>().await?;
        row.map(Counter::try_from).transpose()
    }

    /// The counters of the registers that an office keeps; those that all share where none is
    /// named.
    pub async fn counters_of(&self, office: Option<&OfficeId>) -> Result<Vec<Counter>, StoreError> {
        let find = match office {
            Some(office) => self.read(&OF_OFFICE).bind(office.0.clone()),
            None => self.read(&OF_NOBODY),
        };
        find.all::<CounterRow>().await?.into_iter().map(Counter::try_from).collect()
    }

    /// Every counter.
    pub async fn counters(&self) -> Result<Vec<Counter>, StoreError> {
        let rows = self.read(&ALL_COUNTERS).all::<CounterRow>().await?;
        rows.into_iter().map(Counter::try_from).collect()
    }

    /// The acts on a series, in their order.
    pub async fn register_acts(&self, series: &str) -> Result<Vec<RegisterAct>, StoreError> {
        let rows = self.read(&OF_SERIES).bind(series.to_owned()).all::<Row>().await?;
        rows.into_iter().map(RegisterAct::try_from).collect()
    }
}

impl ActKind {
    const ALL: [Self; 4] = [Self::Start, Self::Reserve, Self::Use, Self::Void];

    /// How it is stored.
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Reserve => "reserve",
            Self::Use => "use",
            Self::Void => "void",
        }
    }
}

impl TryFrom<CounterRow> for Counter {
    type Error = StoreError;

    fn try_from(row: CounterRow) -> Result<Self, StoreError> {
        let n = value(&row.series, row.n)?;
        Ok(Self { series: row.series, n, office: row.office.map(OfficeId) })
    }
}

impl TryFrom<Row> for RegisterAct {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong =
            |what: &dyn std::fmt::Display| StoreError::inconsistent("register_act", &row.key, what);
        let kind = ActKind::ALL.into_iter().find(|kind| kind.word() == row.kind);
        Ok(Self {
            kind: kind.ok_or_else(|| wrong(&"unknown kind"))?,
            lowest: value(&row.series, row.lowest)?,
            highest: value(&row.series, row.highest)?,
            day: row.day.parse().map_err(|error: jiff::Error| wrong(&error))?,
            at: instant("register_act", row.at)?,
            key: row.key,
            series: row.series,
            reason: row.reason,
            number: row.number,
            subject: row.subject,
            person: PersonId(row.person),
            name: row.name,
        })
    }
}

fn value(series: &str, n: i64) -> Result<u32, StoreError> {
    u32::try_from(n).map_err(|error| StoreError::inconsistent("counter", &series, &error))
}
