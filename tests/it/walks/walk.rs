//! One random walk: commands as people, signers and time might send them.

use std::collections::BTreeMap;
use std::sync::Arc;

use alursurat::area::Staffing;
use alursurat::case::{
    Case, Command, Event, Outcome, Phase, Refusal, Revision, apply, carry_out, complete_numbers,
};
use alursurat::origin::{Ids, PersonId};
use alursurat::workflow::{Definition, FieldId, Holder, Step, Value};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::answers::{Book, Fill};
use super::chance::Chance;
use super::invariants::{self, Moment};
use super::subjects::Subject;
use super::tally::Tally;
use super::told::{json as value_json, told};
use super::world::{World, instant, name, word};

pub struct Walk {
    pub world: World,
    pub book: Book,
    pub case: Case,
    /// The events of every accepted command.
    pub log: Vec<Vec<Event>>,
    /// Numbers as printed, with the counter's value.
    pub printed: BTreeMap<String, u32>,
    /// What the reference is asked to do, and where each command left the case.
    pub commands: Vec<Json>,
    pub told: Vec<String>,
    pub chance: Chance,
    pub ids: Ids,
    pub hour: i64,
    /// How mischievous the people of this walk are, in percent: with meek ones a case goes far.
    temper: u64,
    book_before: Book,
    /// What the applicant has put by.
    pub put_by: Vec<Fill>,
}

impl Walk {
    /// Walks until the case is over, or up to 70 commands.
    pub fn run(definition: &Arc<Definition>, seed: u64, tally: &mut Tally) -> Self {
        let mut chance = Chance::new(seed);
        let world = World::new(definition, &mut chance);
        let book = Book {
            definition: Arc::clone(definition),
            values: BTreeMap::new(),
            settings: world.settings.clone(),
            purpose: *chance.pick(&definition.start.purposes),
            today: Date::default(),
            calendar: world.calendar.clone(),
        };
        let mut walk = Self {
            book_before: book.clone(),
            put_by: Vec::new(),
            book,
            world,
            case: Case::new(),
            log: Vec::new(),
            printed: BTreeMap::new(),
            commands: Vec::new(),
            told: Vec::new(),
            ids: Ids::seeded(seed),
            temper: *chance.pick(&[100, 25, 8]),
            chance,
            hour: 8,
        };
        let mut over = 0;
        for _ in 0..walk.chance.within(5, 70) {
            let ended = matches!(walk.case.phase, Phase::Ended { .. });
            over = if ended { over + 1 } else { 0 };
            if over > 4 {
                break;
            }
            walk.hour += *walk.chance.pick(&[0, 0, 0, 1, 1, 5, 24, 100]);
            if walk.case.submitted.is_none() {
                walk.book.today = walk.world.calendar.date(instant(walk.hour));
            }
            let (command, wish) = walk.choose();
            walk.carry_out(&command, wish, tally);
        }
        invariants::replayed(&walk, seed);
        walk
    }

    /// Chance of a mischief: so many in a hundred where people are as bad as can be.
    pub(super) fn odd(&mut self, share: u64) -> bool {
        self.chance.next() % 10_000 < share * self.temper
    }

    /// Whether now is the time for something else than the next thing to be done.
    pub(super) fn distracted(&mut self) -> bool {
        let share = [15, 40, 100][usize::from(self.temper > 8) + usize::from(self.temper > 25)];
        self.chance.percent(share)
    }

    /// What the reference is told.
    pub fn setup(&self, subject: &Subject) -> Json {
        let absent = |staffing: &Staffing| *staffing != Staffing::Held;
        let seats = self.world.staffing.iter().filter(|(_, staffing)| absent(staffing));
        let seats = seats.map(|(place, staffing)| (place.clone(), json!(word(*staffing))));
        let staff = self.world.seats.iter().filter(|(_, staffing)| absent(staffing));
        let staff = staff.map(|((role, level), staffing)| {
            (format!("{}@{}", role.0, level.key()), json!(word(*staffing)))
        });
        let holders = self.world.definition.steps.iter().flat_map(Step::holders);
        let machines = holders.filter_map(|holder| match holder {
            Holder::Service(service) => {
                Some((service.to_string(), json!(name(PersonId::machine(service)))))
            }
            _ => None,
        });
        let settings = self.world.settings.iter();
        json!({
            "definition": subject.file,
            "tables": subject.tables,
            "settings": settings.map(|(id, v)| (id.to_string(), value_json(v))).collect::<Json>(),
            "seats": seats.collect::<Json>(),
            "staff": staff.collect::<Json>(),
            "machines": machines.collect::<Json>(),
            "commands": self.commands,
        })
    }

    fn carry_out(&mut self, command: &Command, mut wish: Json, tally: &mut Tally) {
        let now = instant(self.hour);
        wish["now"] = json!(self.hour);
        self.commands.push(wish);
        match self.world.with(|model| carry_out(model, &self.case, command, now)) {
            Err(refusal) => {
                let code = refusal.to_string();
                tally.count(format!("refused {}", code.split(':').next().unwrap_or_default()));
                if refusal == Refusal::TooEarly {
                    self.hour += *self.chance.pick(&[0, 24, 400]);
                }
                self.told.push(format!("refused:{code}"));
            }
            Ok(outcome) => {
                let before = self.case.clone();
                let events = self.accept(outcome);
                self.note(command, &before, &events);
                self.outlived(&before, tally);
                tally.tell(command, &events);
                let moment = Moment { before: &before, command, events: &events };
                invariants::check(self, &moment, tally);
                invariants::migrated(self, now);
                if matches!(command, Command::Act(_)) && self.chance.percent(30) {
                    invariants::undone(self, &before, now, tally);
                }
                self.log.push(events);
                let told = self.world.with(|model| told(model, &self.case, &self.printed));
                self.told.push(told);
            }
        }
    }

    /// What the desk does: draws the numbers and stores the events.
    fn accept(&mut self, mut outcome: Outcome) -> Vec<Event> {
        let definition = &self.world.definition;
        let drawn = &mut self.printed.len();
        let draw = |_: &_| {
            *drawn += 1;
            u32::try_from(*drawn).unwrap()
        };
        complete_numbers(definition, &mut outcome, draw, |office| {
            format!("U{}", office.0.replace('.', ""))
        });
        let stored = serde_json::to_string(&outcome.events).unwrap();
        let events: Vec<Event> = serde_json::from_str(&stored).unwrap();
        assert_eq!(events, outcome.events, "I5: an event is stored otherwise than it was");
        for event in &events {
            if let Event::Numbered { completion: Some(completion), .. } = event {
                let twice = self.printed.insert(completion.number.clone(), completion.value);
                assert_eq!(twice, None, "I3: {} was drawn twice", completion.number);
            }
        }
        self.case = apply(std::mem::take(&mut self.case), &events, definition);
        assert_eq!(
            outcome.case, self.case,
            "I5: the events leave another case than was decided on"
        );
        events
    }

    /// Counts approvals of rows that hold though the list has changed.
    fn outlived(&self, before: &Case, tally: &mut Tally) {
        let changed = before.data.keys().any(|field| {
            let rows = matches!(before.value(field), Some(Value::List(_)));
            rows && self.case.data.get(field) != before.data.get(field)
        });
        let kept = before.approvals.iter().any(|(step, slot, _)| {
            slot.as_str().contains('#') && self.case.approvals.get(step, slot).is_some()
        });
        if changed && kept {
            tally.count("an approval outlived an edit of its rows");
        }
    }

    /// Keeps the second book.
    fn note(&mut self, command: &Command, before: &Case, events: &[Event]) {
        let changed = |case: &Case, fills: &[(FieldId, Option<Revision>)]| -> Vec<Fill> {
            let value = |(field, revision): &(FieldId, Option<Revision>)| {
                let value = revision.map(|r| case.answers.get(field, r).unwrap().value.clone());
                (field.clone(), value)
            };
            fills.iter().map(value).collect()
        };
        match command {
            Command::SaveDraft { fills, .. } => self.put_by.extend(changed(before, fills)),
            Command::Submit { fills, .. } => {
                self.book.write(&std::mem::take(&mut self.put_by));
                self.book.write(&changed(before, fills));
            }
            Command::Act(act) => {
                self.book_before = self.book.clone();
                self.book.write(&changed(before, &act.fills));
                for event in events {
                    if let Event::Forwarded { field, unit, .. } = event {
                        let unit = [(field.clone(), Some(unit.revision))];
                        self.book.write(&changed(before, &unit));
                    }
                }
            }
            Command::Undo { .. } => self.book = self.book_before.clone(),
            _ => {}
        }
    }
}
