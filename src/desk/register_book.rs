//! Register books: every number in order, with what became of it.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::house::{calendar, internal};
use super::register_hand::Hand;
use super::register_line::Lines;
use super::register_right::{Standing, standing, supervises};
use super::register_series::Series;
use super::{
    Book, BookCard, BookMonth, BookOffice, BookPart, Desk, DeskError, NumberFile, NumberState,
    OfficeBooks, Registers, Saw, Seen, Who, words,
};
use crate::area::{Directory, Office, OfficeId, Seat};
use crate::store::BookDays;

/// A register that somebody may read.
pub(super) struct Opened {
    pub series: Series,
    pub standing: Standing,
    pub hand: Hand,
    pub directory: std::sync::Arc<Directory>,
    /// The day of today at the office.
    pub today: Date,
}

impl Desk {
    /// The register books of the caller's own offices, or of one that they supervise.
    pub async fn registers(&self, who: &Who, office: Option<&str>) -> Result<Registers, DeskError> {
        self.refresh().await?;
        if who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let directory = self.directory().await?;
        let mut offices: Vec<OfficeId> = Vec::new();
        let mut all = false;
        if let Some(office) = office {
            let office = OfficeId(office.to_owned());
            let known = directory.office(&office).ok_or(DeskError::NotFound)?;
            standing(&directory, who, Some(&known.id), self.today(&directory, Some(&known.id)))?;
            offices.push(office);
        } else {
            let today = self.today(&directory, None);
            for (seat, _) in directory.seats_of(who.person, today) {
                all |= directory.parent(&seat.office).is_none();
                if !offices.contains(&seat.office) && directory.office(&seat.office).is_some() {
                    offices.push(seat.office);
                }
            }
            if offices.is_empty() {
                return Err(DeskError::NotFound);
            }
        }
        let mut below = Vec::new();
        let mut found = Vec::new();
        for id in &offices {
            let Some(office) = directory.office(id) else { continue };
            let books = self.books(&directory, Some(id)).await?;
            found.push(OfficeBooks { office: called(office), books });
            if supervises(&directory, who.person, id, self.today(&directory, Some(id))) {
                let children = directory.offices().filter(|office| {
                    directory.parent(&office.id).is_some_and(|parent| parent.id == *id)
                });
                below.extend(children.map(|office| (office.id.clone(), called(office))));
            }
        }
        if all && standing(&directory, who, None, self.today(&directory, None)).is_ok() {
            let books = self.books(&directory, None).await?;
            if !books.is_empty() {
                found.push(OfficeBooks { office: "Nomor bersama semua kantor".to_owned(), books });
            }
        }
        Ok(Registers { offices: found, below })
    }

    async fn books(
        &self,
        directory: &Directory,
        office: Option<&OfficeId>,
    ) -> Result<Vec<BookCard>, DeskError> {
        let counters = self.store().counters_of(office).await.map_err(internal)?;
        let card = |counter: &crate::store::Counter| {
            card(&self.series_of(&counter.series, Some(counter), directory))
        };
        let mut books: Vec<BookCard> = counters.iter().map(card).collect();
        books.sort_by(|a, b| (b.year, b.month, &a.title).cmp(&(a.year, a.month, &b.title)));
        Ok(books)
    }

    /// A part of a book: at most `most` numbers above `after`.
    pub async fn register_book(
        &self,
        who: &Who,
        series: &str,
        part: BookPart,
        (after, most): (u32, u32),
    ) -> Result<Book, DeskError> {
        let opened = self.open_register(who, series).await?;
        let month = self.month(&opened, part).await?;
        let days = days(month);
        let limit = most.saturating_add(1);
        let entries = self.store().book(series, days, after, limit).await.map_err(internal)?;
        let lines = Lines { desk: self, who, opened: &opened };
        let mut lines = lines.all(entries, days, after).await?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let more = lines.len() > most;
        lines.truncate(most);
        let next = lines.last().filter(|_| more).map(|line| line.values.0);
        Ok(Book {
            card: card(&opened.series),
            office: office(&opened.directory, opened.series.office.as_ref(), opened.today),
            beside: self.beside(&opened, month).await?,
            month,
            today: opened.today,
            lines,
            next,
            may_change: opened.standing.may_change(),
            key: self.key(),
        })
    }

    /// One number of a book, for whoever may do something about it.
    pub async fn register_number(
        &self,
        who: &Who,
        series: &str,
        value: u32,
    ) -> Result<NumberFile, DeskError> {
        let opened = self.open_register(who, series).await?;
        if !opened.standing.may_change() {
            return Err(DeskError::NotFound);
        }
        let entry = self.store().book_entry(series, value).await.map_err(internal)?;
        let case = entry.as_ref().map(|entry| Seen { case: entry.case, version: entry.version });
        let lines = Lines { desk: self, who, opened: &opened };
        let line = lines.one(entry, value).await?.ok_or(DeskError::NotFound)?;
        let case = case.filter(|_| line.state == NumberState::Failed);
        let saw = Saw { act: opened.hand.last_on(value).map(|act| act.key), case };
        let (card, today, key) = (card(&opened.series), opened.today, self.key());
        let office = office(&opened.directory, opened.series.office.as_ref(), today).name;
        Ok(NumberFile { card, office, line, today, saw, key })
    }

    /// A register, for whoever may read it.
    pub(super) async fn open_register(&self, who: &Who, series: &str) -> Result<Opened, DeskError> {
        self.refresh().await?;
        let directory = self.directory().await?;
        let series = self.series(series, &directory).await?;
        let today = self.today(&directory, series.office.as_ref());
        let standing = standing(&directory, who, series.office.as_ref(), today)?;
        let hand = Hand(self.store().register_acts(&series.name).await.map_err(internal)?);
        Ok(Opened { series, standing, hand, directory, today })
    }

    /// The day of today at an office.
    pub(super) fn today(&self, directory: &Directory, office: Option<&OfficeId>) -> Date {
        calendar(&self.in_force().holidays, directory, office).date(self.now())
    }

    /// The month that a part is, if it is one.
    async fn month(&self, opened: &Opened, part: BookPart) -> Result<Option<BookMonth>, DeskError> {
        let keys = &opened.series.keys;
        Ok(match part {
            BookPart::Whole => None,
            _ if keys.month.is_some() => None,
            BookPart::Month(year, month) => {
                Date::new(year, month, 1).map_err(|_| DeskError::NotFound)?;
                Some((year, month)).filter(|_| keys.year.is_none_or(|own| own == year))
            }
            BookPart::Newest => {
                let today = (opened.today.year(), opened.today.month());
                match keys.year {
                    Some(year) if year != today.0 => {
                        let (_, last) = self.bounds(opened).await?;
                        Some((last.year(), last.month()))
                    }
                    _ => Some(today),
                }
            }
        })
    }

    /// The months before and after one, as far as there is anything.
    async fn beside(
        &self,
        opened: &Opened,
        month: Option<BookMonth>,
    ) -> Result<(Option<BookMonth>, Option<BookMonth>), DeskError> {
        let Some((year, month)) = month else { return Ok((None, None)) };
        let Ok(first) = Date::new(year, month, 1) else { return Ok((None, None)) };
        let (from, to) = self.bounds(opened).await?;
        let (from, to) = (from.min(opened.today), to.max(opened.today));
        let own = |date: Date| opened.series.keys.year.is_none_or(|year| date.year() == year);
        let month = |date: Date| (date.year(), date.month());
        let before = first.yesterday().ok().filter(|date| *date >= from.first_of_month());
        let after = first.checked_add(1.month()).ok().filter(|date| *date <= to);
        Ok((before.filter(|d| own(*d)).map(month), after.filter(|d| own(*d)).map(month)))
    }

    /// The first and the last day of a book.
    async fn bounds(&self, opened: &Opened) -> Result<(Date, Date), DeskError> {
        let drawn = self.store().book_days(&opened.series.name).await.map_err(internal)?;
        let by_hand = opened.hand.ranges();
        let by_hand = by_hand.iter().map(|(.., kept)| kept.day(&opened.hand));
        let mut days: Vec<Date> = by_hand.collect();
        days.extend(drawn.into_iter().flat_map(|(first, last)| [first, last]));
        let first = days.iter().min().copied().unwrap_or(opened.today);
        Ok((first, days.iter().max().copied().unwrap_or(first)))
    }
}

/// What a series is called in a list.
fn card(series: &Series) -> BookCard {
    BookCard {
        series: series.name.clone(),
        title: series.title(),
        code: series.keys.code.clone(),
        year: series.keys.year,
        month: series.keys.month,
        last: series.last.unwrap_or_default(),
    }
}

/// The days of a month, or of everything.
fn days(month: Option<BookMonth>) -> BookDays {
    let whole = BookDays { from: Date::ZERO, before: Date::MAX };
    let Some((year, month)) = month else { return whole };
    let Ok(from) = Date::new(year, month, 1) else { return whole };
    BookDays { from, before: from.saturating_add(1.month()) }
}

fn called(office: &Office) -> String {
    format!("{} {}", office.kind, office.name)
}

/// The office that keeps a book, as of a day.
fn office(directory: &Directory, id: Option<&OfficeId>, day: Date) -> BookOffice {
    let Some(office) = id.and_then(|id| directory.office(id)) else {
        return BookOffice { name: "Nomor bersama".to_owned(), ..BookOffice::default() };
    };
    let head = Seat::new("head", office.id.clone());
    let holder = directory.holders(&head, day).into_iter().next();
    let said = holder.as_ref().map(|holder| words::right(holder.right)).unwrap_or_default();
    let person = holder.and_then(|holder| directory.officer(holder.person));
    BookOffice {
        name: called(office),
        above: directory.parent(&office.id).map(called),
        address: office.address.clone(),
        head: format!("{said}{}", words::seat(&head, directory)),
        holder: person.map(|person| (person.name.clone(), person.nip.clone())),
    }
}
