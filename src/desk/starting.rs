//! Who may start a service, when, and after which earlier case (definition-format.md 2.3).

use std::collections::BTreeMap;

use super::house::internal;
use super::{Accounts, Desk, DeskError, Problem, Submit, Who};
use crate::area::{Level, OfficeId, Role, Seat};
use crate::case::{Phase, Refusal};
use crate::origin::{CaseId, PersonId};
use crate::service::Draft;
use crate::store::{Person, StoredCase};
use crate::workflow::{
    Definition, FieldId, Holder, Path, Purpose, Root, Route, Scope as _, Starter, Value,
};

/// As what somebody starts a case.
#[derive(Debug, Default)]
pub(super) struct Starting {
    /// The ended case that it follows.
    pub earlier: Option<CaseId>,
    /// The seat of an officer who starts it.
    pub seat: Option<Seat>,
    /// Whether the caller may also start it for nobody's office, as themself.
    pub themself: bool,
}

impl Desk {
    /// As what `who` may start a service with these answers.
    pub(super) async fn may_start(
        &self,
        who: &Who,
        definition: &Definition,
        (submit, draft): (&Submit, &Draft<'_>),
    ) -> Result<Starting, DeskError> {
        let refused = || DeskError::Refused(Refusal::NotStarted);
        let today = draft.today;
        if !is_open(definition, today) {
            return Err(refused());
        }
        let earlier = match &submit.earlier {
            Some(ticket) => Some(self.earlier_case(who, ticket).await?.ok_or_else(refused)?),
            None => None,
        };
        if !follows(definition, earlier.as_ref(), draft) {
            return Err(refused());
        }
        let person = self.store().person(who.person).await.map_err(internal)?;
        let person = person.ok_or(DeskError::NotFound)?;
        let directory = self.directory().await?;
        let seats = directory.seats_of(who.person, today);
        let seats: Vec<Seat> = seats.into_iter().map(|(seat, _)| seat).collect();
        let by = &definition.start.by;
        let themself = by.iter().any(|by| proves(by, &person, earlier.is_some()));
        let seat = by.iter().find_map(|by| seats.iter().find(|seat| is_staff(by, seat, draft)));
        if !themself && seat.is_none() {
            return Err(not_for_you(by));
        }
        // Where the link is not kept, nothing in the case leads back to the earlier one.
        let linked = definition.start.after.as_ref().is_none_or(|after| !after.unlink);
        let earlier = earlier.filter(|_| linked).map(|stored| stored.id);
        Ok(Starting { earlier, seat: seat.cloned(), themself })
    }

    /// Refuses who may surely not start the service: what only the answers tell is told later.
    /// Whether they start it for themselves, and not as an officer only.
    pub(super) async fn may_begin(
        &self,
        who: &Who,
        definition: &Definition,
    ) -> Result<bool, DeskError> {
        let person = self.store().person(who.person).await.map_err(internal)?;
        let person = person.ok_or(DeskError::NotFound)?;
        let today = crate::calendar::Zone::Wib.date(self.now());
        let directory = self.directory().await?;
        let seats = directory.seats_of(who.person, today);
        if !is_open(definition, today) {
            return Err(DeskError::Refused(Refusal::NotStarted));
        }
        let by = &definition.start.by;
        let themself = by.iter().any(|by| proves(by, &person, true));
        let staff = |by: &Starter| seats.iter().any(|(seat, _)| role(by) == Some(&seat.role));
        if themself || by.iter().any(staff) { Ok(themself) } else { Err(not_for_you(by)) }
    }

    /// Where the caller sits who starts a service whose route begins there.
    pub(super) async fn own_unit(
        &self,
        who: &Who,
        definition: &Definition,
    ) -> Result<Option<OfficeId>, DeskError> {
        if definition.start.route != Route::Seat {
            return Ok(None);
        }
        let today = crate::calendar::Zone::Wib.date(self.now());
        let seats = self.directory().await?.seats_of(who.person, today);
        let starts = |seat: &Seat| {
            let level = seat.office.area().map(|area| area.level());
            definition.start.by.iter().any(|by| match by {
                Starter::Staff(Holder::Level { role, level: at }) => {
                    *role == seat.role && level == Some(*at)
                }
                by => role(by) == Some(&seat.role),
            })
        };
        let own = seats.into_iter().map(|(seat, _)| seat).find(starts);
        Ok(own.map(|seat| seat.office))
    }

    /// Whose request it is: the caller's, or that of the person whom an officer files it for.
    pub(super) async fn applicant(
        &self,
        who: &Who,
        definition: &Definition,
        answers: &BTreeMap<FieldId, Value>,
        starting: &Starting,
    ) -> Result<PersonId, DeskError> {
        if starting.seat.is_none() || definition.start.route == Route::Seat {
            return Ok(who.person);
        }
        let Some(Value::Person(parts)) = answers.get(&FieldId::from("applicant")) else {
            return Ok(who.person);
        };
        let now = self.now();
        let found = Accounts::find(self.store(), &self.0.ids, vec![parts.clone()], now).await;
        let found = found.map_err(internal)?;
        let Some(person) = found.of(parts) else {
            if starting.themself || !asks_identity(definition) {
                return Ok(who.person);
            }
            let message = "Isi NIK, atau nomor telepon dan nama, orang yang mengajukan.";
            let problem = Problem { path: "applicant".to_owned(), message: message.to_owned() };
            return Err(DeskError::Invalid(vec![problem]));
        };
        if let Some(fresh) = found.fresh(person) {
            self.store().put_person(fresh).await.map_err(internal)?;
        }
        Ok(person)
    }

    /// What an ended case of the caller answers beforehand in a renewal or correction of it.
    pub async fn answers_of(
        &self,
        who: &Who,
        ticket: &crate::origin::Code,
    ) -> Result<BTreeMap<FieldId, Value>, DeskError> {
        let stored = self.earlier_case(who, ticket).await?.ok_or(DeskError::NotFound)?;
        let definition = self.service(&stored.service).await?.definition.clone();
        let own = definition.fields.iter().filter(|f| f.by == crate::workflow::Filler::Applicant);
        let answer = |field: &crate::workflow::Field| {
            Some((field.id.clone(), stored.case.value(&field.id)?.clone()))
        };
        Ok(own.filter_map(answer).collect())
    }

    /// An ended case of the caller.
    async fn earlier_case(
        &self,
        who: &Who,
        ticket: &crate::origin::Code,
    ) -> Result<Option<StoredCase>, DeskError> {
        let stored = self.store().case_by_ticket(ticket).await.map_err(internal)?;
        let own = |stored: &StoredCase| {
            let ended = matches!(stored.case.phase, Phase::Ended { .. });
            ended && stored.case.applicant == Some(who.person)
        };
        Ok(stored.filter(own))
    }
}

/// Whether the catalogue has a service on a day.
pub(super) fn is_offered(definition: &Definition, today: jiff::civil::Date) -> bool {
    let begun = definition.since.is_none_or(|since| since <= today);
    begun && definition.until.is_none_or(|until| today <= until)
}

/// Whether a service may be started here on a day.
pub(super) fn is_open(definition: &Definition, today: jiff::civil::Date) -> bool {
    is_offered(definition, today) && definition.link.is_none()
}

fn not_for_you(by: &[Starter]) -> DeskError {
    let residents = by.iter().any(|by| matches!(by, Starter::Resident | Starter::Contact));
    DeskError::Refused(if residents { Refusal::NotResident } else { Refusal::NotStarted })
}

fn asks_identity(definition: &Definition) -> bool {
    use crate::workflow::{FieldKind, PersonPart};
    let applicant = definition.field("applicant").map(|field| &field.kind);
    matches!(applicant, Some(FieldKind::Person { ask, .. })
        if ask.contains(&PersonPart::Nik) || ask.contains(&PersonPart::Phone))
}

/// Whether an account alone is enough for this kind of starter.
fn proves(by: &Starter, person: &Person, follows: bool) -> bool {
    match by {
        Starter::Anyone => true,
        Starter::Contact => person.phone.is_some(),
        Starter::Resident => person.proven,
        Starter::Applicant => follows,
        Starter::Staff(_) | Starter::AnyStaff(_) => false,
    }
}

fn role(by: &Starter) -> Option<&Role> {
    match by {
        Starter::Staff(Holder::Level { role, .. } | Holder::At { role, .. })
        | Starter::AnyStaff(role) => Some(role),
        _ => None,
    }
}

/// Whether a seat is the one that may start: that of the route, or of the office that an answer
/// names.
fn is_staff(by: &Starter, seat: &Seat, draft: &Draft<'_>) -> bool {
    if role(by) != Some(&seat.role) {
        return false;
    }
    match by {
        Starter::Staff(Holder::Level { level, .. }) => match draft.definition.start.route {
            Route::Seat => seat.office.area().is_some_and(|a| a.level() == *level),
            Route::Path(_) => route_at(draft, *level).as_ref() == Some(&seat.office),
        },
        Starter::Staff(Holder::At { path, .. }) => {
            named(draft, path).as_ref() == Some(&seat.office)
        }
        Starter::AnyStaff(_) => true,
        _ => false,
    }
}

fn route_at(draft: &Draft<'_>, level: Level) -> Option<OfficeId> {
    match draft.read(&Root::Route(level))?.as_ref() {
        Value::Office(office) => Some(office.clone()),
        _ => None,
    }
}

fn named(draft: &Draft<'_>, path: &Path) -> Option<OfficeId> {
    match crate::workflow::evaluate(&crate::workflow::Expr::Path(path.clone()), draft)? {
        Value::Office(office) => Some(office),
        Value::Area(area) => Some(OfficeId::from(&area)),
        _ => None,
    }
}

/// Whether the earlier case is one that the service may follow: of the services, ends and time that
/// it names, and for a renewal or correction one of its own.
fn follows(definition: &Definition, earlier: Option<&StoredCase>, draft: &Draft<'_>) -> bool {
    let replaces = draft.purpose != Purpose::New;
    let Some(after) = &definition.start.after else {
        return earlier.is_none_or(|stored| replaces && stored.service == definition.id.as_str());
    };
    let Some(stored) = earlier else { return false };
    let Phase::Ended { end, at } = &stored.case.phase else { return false };
    let of = after.of.iter().any(|service| service.as_str() == stored.service);
    let end = after.ends.is_empty() || after.ends.contains(end);
    let day = draft.calendar.date(*at);
    let timely = after.within.is_none_or(|within| draft.today <= draft.calendar.shift(day, within));
    of && end && timely
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::workflow::{Library, Parts};

    fn person(phone: Option<&str>, proven: bool) -> Person {
        Person {
            id: PersonId(uuid::Uuid::nil()),
            name: "Contoh".to_owned(),
            nik: None,
            phone: phone.map(str::to_owned),
            email: None,
            rank: None,
            nip: None,
            profile: None,
            proven,
        }
    }

    #[test]
    fn each_kind_of_starter_asks_for_its_own_proof() {
        let (stranger, caller, resident) =
            (person(None, false), person(Some("0812"), false), person(Some("0812"), true));
        let may = |by: &Starter, person: &Person| proves(by, person, false);
        assert!(may(&Starter::Anyone, &stranger) && !may(&Starter::Contact, &stranger));
        assert!(may(&Starter::Contact, &caller) && !may(&Starter::Resident, &caller));
        assert!(may(&Starter::Resident, &resident) && !may(&Starter::Applicant, &resident));
        assert!(proves(&Starter::Applicant, &stranger, true));
        assert!(!may(&Starter::AnyStaff(Role("officer".to_owned())), &resident));
    }

    #[test]
    fn an_officer_starts_for_the_route_of_the_answers_only() {
        let source = "format: 1\nid: note\ntitle: Catatan\nservice: {topic: lain}\n\
            start: {by: officer@kelurahan, route: home}\nfields:\n  home: {type: place, title: Rumah}\n\
            steps:\n  check: {title: Petugas, by: head@kelurahan, due: 1wd}\n\
            keep: {done: 1y, rejected: 1y, withdrawn: 1y}\n";
        let roles = include_str!("../../workflows/tables/roles.csv");
        let sources = [("note.yaml", source), ("tables/roles.csv", roles)];
        let sources = sources.map(|(name, text)| (name.to_owned(), text.to_owned()));
        let library = Library::from_sources(&BTreeMap::from(sources)).unwrap();
        let definition = &library.service("note").unwrap().definition;
        let home = Parts::from([("area".into(), Value::Area("35.74.03.1004".parse().unwrap()))]);
        let calendar = Calendar::new("35.74", std::sync::Arc::default());
        let draft = Draft {
            definition,
            settings: &BTreeMap::new(),
            calendar: &calendar,
            purpose: Purpose::New,
            today: jiff::civil::date(2026, 11, 20),
            answers: BTreeMap::from([("home".into(), Value::Place(home))]),
        };
        let may = |seat: &str| is_staff(&definition.start.by[0], &seat.parse().unwrap(), &draft);
        assert!(may("officer@35.74.03.1004"));
        assert!(!may("officer@35.74.03.1005") && !may("head@35.74.03.1004"));
    }
}
