//! Looking for a request that is nobody's task of one's own: by ticket, number, name or NIK, within
//! the areas of one's seats. Each look is recorded.

use super::house::{Loaded, internal};
use super::{Desk, DeskError, Found, Search, Who, words};
use crate::area::AreaCode;
use crate::case::{self, Phase};
use crate::origin::{CaseId, Code};
use crate::store::{Searched, Sought};
use crate::workflow::{PersonPart, Value};

/// Lines of a page.
const MOST: usize = 50;
/// Candidates that are read for it.
const CANDIDATES: u32 = 200;
/// Letters of a name that are enough to look for.
const SHORTEST: usize = 3;

/// What was typed, read as what it looks like.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Ticket(Code),
    Nik(String),
    Number(String),
    Name(String),
}

impl Desk {
    /// The requests within the areas of the caller's seats that fit what was typed.
    ///
    /// # Errors
    /// [`DeskError::NotFound`] for somebody without a seat.
    pub async fn search(&self, who: &Who, typed: &str) -> Result<Search, DeskError> {
        let directory = self.directory().await?;
        let today = crate::calendar::Zone::Wib.date(self.now());
        let seats = directory.seats_of(who.person, today);
        if who.only.is_some() || seats.is_empty() {
            return Err(DeskError::NotFound);
        }
        let areas: Vec<AreaCode> =
            seats.iter().filter_map(|(seat, _)| seat.office.area()).collect();
        let Some(asked) = read(typed) else {
            return Ok(Search {
                typed: typed.trim().to_owned(),
                too_short: true,
                ..Search::default()
            });
        };
        let mut found = Vec::new();
        let cases = self.candidates(&areas, &asked).await?;
        for case in cases {
            if found.len() == MOST {
                break;
            }
            let loaded = self.load(case).await?;
            let within = |area: &AreaCode| {
                let place = loaded.stored.area.as_deref().and_then(|place| place.parse().ok());
                place.is_some_and(|place| area.contains(&place))
            };
            let seat = Self::may_see(who, &loaded).ok().flatten();
            let sight = loaded.sight(who, seat.as_ref());
            let draft = loaded.stored.case.phase == Phase::Draft;
            if draft || !areas.iter().any(within) || !fits(&loaded, &sight, &asked, self).await {
                continue;
            }
            found.push(Found {
                ticket: loaded.ticket()?,
                service: loaded.rules.definition.title.to_string(),
                subject: self.applicant_for(&loaded, &sight).await,
                about: loaded.about(&sight),
                stands: stands(&loaded),
                changed: loaded.stored.changed,
                due: loaded.model(|model| {
                    let here = case::position(model, &loaded.stored.case)?;
                    case::due(model, &loaded.stored.case, here, loaded.now)
                }),
                opens: Self::may_see(who, &loaded).is_ok().then_some(case),
            });
        }
        let seats = seats.iter().map(|(seat, _)| words::seat(seat, &directory));
        let searched = Searched {
            at: self.now(),
            seats: seats.collect::<Vec<_>>().join(", "),
            asked: asked.recorded(),
            found: u32::try_from(found.len()).unwrap_or(u32::MAX),
        };
        let id = self.0.ids.key(self.now());
        self.store().put_search(id, who.person, &searched).await.map_err(internal)?;
        Ok(Search { typed: typed.trim().to_owned(), too_short: false, found })
    }

    async fn candidates(
        &self,
        areas: &[AreaCode],
        asked: &Asked,
    ) -> Result<Vec<CaseId>, DeskError> {
        let sought = match asked {
            Asked::Ticket(ticket) => {
                let stored = self.store().case_by_ticket(ticket).await.map_err(internal)?;
                return Ok(stored.into_iter().map(|stored| stored.id).collect());
            }
            Asked::Nik(nik) => Sought::Nik(nik),
            Asked::Number(number) => Sought::Number(number),
            Asked::Name(name) => Sought::Name(name),
        };
        let mut cases = Vec::new();
        for area in areas {
            let found = self.store().cases_found(area, sought, CANDIDATES).await;
            for case in found.map_err(internal)? {
                if !cases.contains(&case) {
                    cases.push(case);
                }
            }
        }
        Ok(cases)
    }
}

/// A ticket with its check sign, a NIK, a number with its strokes, or part of a name.
fn read(typed: &str) -> Option<Asked> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Ok(ticket) = text.parse::<Code>() {
        return Some(Asked::Ticket(ticket));
    }
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
    if digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Asked::Nik(digits));
    }
    if text.contains('/') {
        return Some(Asked::Number(text));
    }
    (text.chars().count() >= SHORTEST).then_some(Asked::Name(text))
}

impl Asked {
    /// As it is recorded: of a NIK only the place and the last digits.
    fn recorded(&self) -> String {
        match self {
            Self::Ticket(ticket) => format!("nomor permohonan {}", ticket.grouped()),
            Self::Nik(nik) => format!("NIK {}••••••{}", &nik[..6], &nik[12..]),
            Self::Number(number) => format!("nomor surat {number}"),
            Self::Name(name) => format!("nama {name}"),
        }
    }
}

/// Whether what the caller may see of a request is what was asked for.
async fn fits(
    loaded: &Loaded,
    sight: &super::sight::Sight<'_>,
    asked: &Asked,
    desk: &Desk,
) -> bool {
    let case = &loaded.stored.case;
    let applicant = match case.applicant.filter(|_| sight.names_applicant()) {
        Some(person) => desk.store().person(person).await.ok().flatten(),
        None => None,
    };
    let fields = loaded.rules.definition.fields.iter().filter(|field| sight.sees(field));
    let mut values = fields.filter_map(|field| Some((field, case.value(&field.id)?)));
    match asked {
        Asked::Ticket(_) | Asked::Number(_) => true,
        Asked::Nik(nik) => {
            applicant.is_some_and(|person| person.nik.as_ref() == Some(nik))
                || values.any(|(_, value)| any_text(value, &|text| text == nik))
        }
        Asked::Name(name) => {
            let name = name.to_lowercase();
            let has = |text: &str| text.to_lowercase().contains(&name);
            applicant.is_some_and(|person| has(&person.name))
                || values.any(|(field, value)| !field.sensitive && any_name(value, &has))
        }
    }
}

/// Whether any text of a value fits.
fn any_text(value: &Value, fits: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::Text(text) => fits(text),
        Value::Person(parts) => parts.iter().any(|(_, part)| any_text(part, fits)),
        Value::List(rows) => {
            rows.iter().any(|row| row.cells.iter().any(|(_, cell)| any_text(cell, fits)))
        }
        _ => false,
    }
}

/// Whether a text, or the name of somebody in a value, fits.
fn any_name(value: &Value, fits: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::Text(text) => fits(text),
        Value::Person(parts) => {
            parts.get(PersonPart::Name.key()).is_some_and(|name| any_name(name, fits))
        }
        Value::List(rows) => {
            rows.iter().any(|row| row.cells.iter().any(|(_, cell)| any_name(cell, fits)))
        }
        _ => false,
    }
}

/// Where a request stands, in words.
fn stands(loaded: &Loaded) -> String {
    let case = &loaded.stored.case;
    match &case.phase {
        Phase::Draft => "Belum dikirim".to_owned(),
        Phase::Returned { .. } => "Dikembalikan kepada warga".to_owned(),
        Phase::Ended { end, .. } => match end.as_str() {
            "done" => "Selesai".to_owned(),
            "rejected" => "Ditolak".to_owned(),
            "withdrawn" => "Dibatalkan warga".to_owned(),
            end => {
                let end = loaded.rules.definition.end(end);
                end.map_or_else(|| "Berakhir".to_owned(), |end| end.title.to_string())
            }
        },
        Phase::Open => loaded.model(|model| {
            let Some(step) = case::position(model, case) else { return "Diproses".to_owned() };
            let seat = case::seat_of(model, case, step);
            let who = seat.map(|seat| words::seat(&seat, &loaded.directory));
            format!("Menunggu {}", who.unwrap_or_else(|| step.title.to_string()))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_as_what_it_looks_like() {
        let name = |text: &str| Some(Asked::Name(text.to_owned()));
        assert_eq!(read("  siti   aminah "), name("siti aminah"));
        assert_eq!(read("si"), None);
        let nik = Some(Asked::Nik("3574034505909009".to_owned()));
        assert_eq!(read("3574 0345 0590 9009"), nik);
        let number = "400.12.3.1/004/KEL-JT/XI/2026";
        assert_eq!(read(number), Some(Asked::Number(number.to_owned())));
        let ticket = crate::origin::Ids::seeded(1).code();
        assert_eq!(read(&ticket.grouped()), Some(Asked::Ticket(ticket)));
    }

    #[test]
    fn a_nik_is_recorded_with_its_place_and_its_end_only() {
        let asked = read("3574034505909009").unwrap();
        assert_eq!(asked.recorded(), "NIK 357403••••••9009");
    }
}
