//! The floor under the engine: the birth letter as somebody would write it by hand, every step in
//! a `match`. It decides and evolves as the definition does for the commands of a whole case: who
//! may act, what an approval vouches for, numbers, signatures, working time, the way back for an
//! undo. What else the format knows (returns, late rules, migration) it leaves out.

use std::sync::Arc;

use alursurat::area::{Right, Staffing};
use alursurat::calendar::Calendar;
use alursurat::case::{Actor, Answer, Held};
use alursurat::origin::PersonId;
use alursurat::workflow::Proof;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

const LATE_DAYS: i64 = 60;
const ROMAN: [&str; 12] =
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// Who must approve, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
pub enum Step {
    Rt,
    Rw,
    Verify,
    Lurah,
    Camat,
}

const STEPS: [Step; 5] = [Step::Rt, Step::Rw, Step::Verify, Step::Lurah, Step::Camat];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Output {
    RtIntro,
    RwIntro,
    Letter,
    CamatReg,
}

/// What the applicant has filled in: the values that are only printed, and what decides.
pub struct Form {
    pub answers: Vec<Answer>,
    pub birth_date: Date,
    pub mothers_birth: Date,
    pub rt: u16,
    pub rw: u16,
    /// The office of each step.
    pub offices: [String; 5],
}

pub enum Command {
    Submit { person: PersonId, form: Arc<Form> },
    Approve { step: Step, actor: Actor },
    Freeze { sha256: String },
    Signed { sha256: String },
}

#[expect(dead_code, reason = "an event says all that happened, as ours do")]
pub enum Event {
    Submitted { person: PersonId, at: Timestamp, date: Date, form: Arc<Form>, held: Vec<Held> },
    Decided { step: Step, actor: Actor, at: Timestamp, undoable: bool },
    Approved { step: Step, approval: Arc<Approval> },
    Numbered { output: Output, series: String, number: Option<String> },
    SignRequested { step: Step, approval: Arc<Approval> },
    Frozen { sha256: String },
    Signed { step: Step, sha256: String },
    Issued { output: Output, at: Timestamp },
    Closed { at: Timestamp },
    ClockMoved { to: Option<Step>, at: Timestamp, worked: SignedDuration },
}

#[derive(Clone)]
#[expect(dead_code, reason = "an approval says all that was said, as ours do")]
pub struct Approval {
    pub actor: Actor,
    pub at: Timestamp,
    /// The revisions that it saw.
    pub saw: Arc<[u32]>,
    pub route: (u16, u16),
}

#[derive(Clone, Copy, Default)]
struct Clock {
    worked: SignedDuration,
    since: Option<Timestamp>,
}

#[derive(Clone, Default)]
struct Issue {
    number: Option<String>,
    issued: Option<Timestamp>,
}

#[derive(Clone, Default)]
pub struct Letter {
    version: u64,
    applicant: Option<PersonId>,
    submitted: Option<Date>,
    pub ended: Option<Timestamp>,
    form: Option<Arc<Form>>,
    held: Arc<[Held]>,
    revisions: Arc<[u32]>,
    approvals: [Option<Arc<Approval>>; 5],
    clocks: [Clock; 5],
    clock: Clock,
    issues: [Issue; 4],
    sha256: Option<String>,
    request: Option<(Step, Arc<Approval>)>,
    signed: [bool; 5],
    last: Option<(PersonId, Timestamp, bool, Box<Letter>)>,
}

#[derive(Debug)]
pub struct Refused(pub &'static str);

/// What is decided with besides the letter.
pub struct Town<'a> {
    pub calendar: &'a Calendar,
    pub staffing: &'a dyn Fn(&str, &str) -> Staffing,
}

impl Letter {
    pub fn decide(
        &self,
        town: &Town<'_>,
        command: &Command,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refused> {
        if self.ended.is_some() {
            return Err(Refused("closed"));
        }
        let signing = self.request.is_some();
        if signing && matches!(command, Command::Submit { .. } | Command::Approve { .. }) {
            return Err(Refused("signing"));
        }
        let mut events = Vec::new();
        let mut after = self.clone();
        match command {
            Command::Submit { person, form } => {
                if self.applicant.is_some() {
                    return Err(Refused("not-your-turn"));
                }
                if form.mothers_birth >= form.birth_date.saturating_sub(jiff::Span::new().years(10))
                {
                    return Err(Refused("Tanggal lahir ibu tidak masuk akal"));
                }
                let held = form
                    .answers
                    .iter()
                    .map(|answer| Held { revision: 1, commitment: answer.commitment() });
                let (held, date) = (held.collect(), town.calendar.date(now));
                events.push(Event::Submitted {
                    person: *person,
                    at: now,
                    date,
                    form: Arc::clone(form),
                    held,
                });
            }
            Command::Approve { step, actor } => {
                self.approve(town, *step, actor, now, &mut events)?;
            }
            Command::Freeze { sha256 } => {
                if !signing {
                    return Err(Refused("not-allowed"));
                }
                events.push(Event::Frozen { sha256: sha256.clone() });
            }
            Command::Signed { sha256 } => {
                let (step, approval) = self.request.clone().ok_or(Refused("not-allowed"))?;
                events.push(Event::Signed { step, sha256: sha256.clone() });
                let approval = Arc::new(Approval { at: now, ..(*approval).clone() });
                events.push(Event::Approved { step, approval });
            }
        }
        for event in &events {
            after.evolve(event);
        }
        after.follow(town, now, &mut events);
        Ok(events)
    }

    fn approve(
        &self,
        town: &Town<'_>,
        step: Step,
        actor: &Actor,
        now: Timestamp,
        events: &mut Vec<Event>,
    ) -> Result<(), Refused> {
        let form = self.form.as_ref().ok_or(Refused("not-open"))?;
        if self.position() != Some(step) {
            return Err(Refused("not-this-step"));
        }
        let role = if step == Step::Verify { "officer" } else { "head" };
        let office = form.offices[step as usize].as_str();
        let seat = actor.seat.as_ref().ok_or(Refused("not-your-task"))?;
        if seat.role.0 != role || seat.office.0 != office || actor.right != Right::Own {
            return Err(Refused("not-your-task"));
        }
        if (town.staffing)(role, office) != Staffing::Held {
            return Err(Refused("holder-vacant"));
        }
        let signs = matches!(step, Step::Lurah | Step::Camat);
        if actor.proof < if signs { Proof::Tte } else { Proof::Click } {
            return Err(Refused("auth"));
        }
        if self.applicant == Some(actor.person) {
            return Err(Refused("own-request"));
        }
        let others: &[Step] = match step {
            Step::Rt | Step::Rw | Step::Lurah => &[Step::Verify],
            Step::Verify => &[Step::Rt, Step::Rw, Step::Lurah],
            Step::Camat => &[],
        };
        let acted = |other: &Step| self.approvals[*other as usize].as_ref().map(|a| a.actor.person);
        if others.iter().filter_map(acted).any(|person| person == actor.person) {
            return Err(Refused("four-eyes"));
        }
        events.push(Event::Decided { step, actor: actor.clone(), at: now, undoable: !signs });
        let approval = Arc::new(Approval {
            actor: actor.clone(),
            at: now,
            saw: Arc::clone(&self.revisions),
            route: (form.rt, form.rw),
        });
        if signs {
            if self.issues[Output::Letter as usize].number.is_none() {
                let year = town.calendar.date(now).year();
                let series = format!("letter/{office}/400.12.3.1/{year}");
                events.push(Event::Numbered { output: Output::Letter, series, number: None });
            }
            events.push(Event::SignRequested { step, approval });
        } else {
            events.push(Event::Approved { step, approval });
        }
        Ok(())
    }

    /// The first step that this letter needs and that has no approval of what it says now.
    fn position(&self) -> Option<Step> {
        let form = self.form.as_ref()?;
        let late = form.birth_date.until(self.submitted?).map_or(0, |span| span.get_days());
        STEPS.into_iter().find(|step| {
            if *step == Step::Camat && i64::from(late) <= LATE_DAYS {
                return false;
            }
            let valid = |approval: &Arc<Approval>| {
                let route = match step {
                    Step::Rt => approval.route == (form.rt, form.rw),
                    Step::Rw => approval.route.1 == form.rw,
                    _ => true,
                };
                route && approval.saw == self.revisions
            };
            !self.approvals[*step as usize].as_ref().is_some_and(valid)
        })
    }

    /// What follows by itself: what is issued, the end, the clocks.
    fn follow(&mut self, town: &Town<'_>, now: Timestamp, events: &mut Vec<Event>) {
        if self.form.is_none() {
            return;
        }
        let at = self.position();
        let passed = |step: Step| at.is_none_or(|at| step < at);
        let today = town.calendar.date(now);
        let mut push = |letter: &mut Self, event: Event| {
            letter.evolve(&event);
            events.push(event);
        };
        if self.request.is_none() {
            let outputs = [
                (Output::RtIntro, Step::Rt),
                (Output::RwIntro, Step::Rw),
                (Output::Letter, Step::Camat),
                (Output::CamatReg, Step::Camat),
            ];
            for (output, maker) in outputs {
                if !passed(maker) || self.issues[output as usize].issued.is_some() {
                    continue;
                }
                if output != Output::Letter {
                    let office =
                        self.form.as_ref().map_or("", |form| form.offices[maker as usize].as_str());
                    let series = format!("{}/{office}/{}", output as u8, today.year());
                    push(self, Event::Numbered { output, series, number: None });
                }
                push(self, Event::Issued { output, at: now });
            }
            if at.is_none() {
                push(self, Event::Closed { at: now });
            }
        }
        let running = STEPS.into_iter().find(|step| self.clocks[*step as usize].since.is_some());
        if running != at {
            let since = running.and_then(|step| self.clocks[step as usize].since);
            let worked =
                since.map_or(SignedDuration::ZERO, |since| town.calendar.worked(since, now));
            push(self, Event::ClockMoved { to: at, at: now, worked });
        }
    }

    /// Gives the numbers that were drawn.
    pub fn number(
        &self,
        town: &Town<'_>,
        now: Timestamp,
        events: &mut [Event],
        mut draw: impl FnMut(&str) -> u32,
    ) {
        let Some(form) = &self.form else { return };
        let today = town.calendar.date(now);
        let month = ROMAN[usize::from(today.month().unsigned_abs()) - 1];
        for event in events {
            let Event::Numbered { output, series, number } = event else { continue };
            let (seq, rt, rw, year) = (draw(series), form.rt, form.rw, today.year());
            *number = Some(match output {
                Output::RtIntro => format!("{seq:03}/RT {rt:02}/RW {rw:02}/{month}/{year}"),
                Output::RwIntro => format!("{seq:03}/RW {rw:02}/{month}/{year}"),
                Output::Letter => format!("400.12.3.1/{seq:03}/427.61/{month}/{year}"),
                Output::CamatReg => format!("400.12.3.1/{seq:03}/427.61/{year}"),
            });
        }
    }

    /// The letter after the events of a command.
    #[must_use]
    pub fn apply(mut self, events: &[Event]) -> Self {
        for event in events {
            self.evolve(event);
        }
        self.version += 1;
        self
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Submitted { person, date, form, held, .. } => {
                self.applicant = Some(*person);
                self.submitted = Some(*date);
                self.form = Some(Arc::clone(form));
                self.revisions = held.iter().map(|held| held.revision).collect();
                self.held = held.as_slice().into();
            }
            Event::Decided { actor, at, undoable, .. } => {
                self.last = None;
                self.last = Some((actor.person, *at, *undoable, Box::new(self.clone())));
            }
            Event::Approved { step, approval } => {
                self.approvals[*step as usize] = Some(approval.clone());
                self.request = None;
            }
            Event::Numbered { output, number, .. } => {
                self.issues[*output as usize].number.clone_from(number);
            }
            Event::SignRequested { step, approval } => {
                self.request = Some((*step, approval.clone()));
            }
            Event::Frozen { sha256 } => self.sha256 = Some(sha256.clone()),
            Event::Signed { step, sha256 } => {
                self.sha256 = Some(sha256.clone());
                self.signed[*step as usize] = true;
                self.last = None;
            }
            Event::Issued { output, at } => self.issues[*output as usize].issued = Some(*at),
            Event::Closed { at } => self.ended = Some(*at),
            Event::ClockMoved { to, at, worked } => {
                for (step, clock) in STEPS.into_iter().zip(&mut self.clocks) {
                    if Some(step) != *to && clock.since.take().is_some() {
                        clock.worked += *worked;
                    }
                }
                match to {
                    Some(step) => {
                        self.clocks[*step as usize].since.get_or_insert(*at);
                        self.clock.since.get_or_insert(*at);
                    }
                    None => {
                        if let Some(since) = self.clock.since.take() {
                            self.clock.worked += at.duration_since(since);
                        }
                    }
                }
            }
        }
    }
}
