//! Plays the lines of a request file, each as a person would: through the desk, on real storage.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use jiff::SignedDuration;
use jiff::civil::Date;

use super::Demo;
use crate::area::Staffing;
use crate::calendar::{Calendar, Period, Unit, Zone, period_words};
use crate::case::{Case, Model, Phase, complete, next_tick, position};
use crate::desk::{DeskError, Receipt, Seen, Submit, Who};
use crate::origin::FixedClock;
use crate::service::{Line, Played, RequestFile};
use crate::workflow::{
    Bring, Definition, FieldId, FieldKind, Filler, Finding, OutputId, StepId, Value, Written,
};

/// Wake-ups of other cases that may come before this one's.
const LOOKS: usize = 64;

/// Why a line was not played.
pub(super) enum Stop {
    /// It was refused, with this code.
    Refused(String),
    /// The file says something that cannot be done.
    Wrong(Vec<Finding>),
    /// The machine failed.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// A request that is being played.
pub(super) struct Player<'a> {
    pub demo: &'a Demo<'a>,
    pub file: &'a RequestFile,
    /// Papers lie here.
    pub folder: PathBuf,
    /// The clock, where it can be moved.
    pub clock: Option<Arc<FixedClock>>,
    pub calendar: Calendar,
    pub applicant: Who,
    /// Everybody's answers as the file has them, with what `edit` changed.
    pub answers: BTreeMap<FieldId, Value>,
    /// What `edit` changed since the case came back.
    pub edits: BTreeMap<FieldId, Value>,
    pub case: Option<Receipt>,
    /// Who decided last.
    pub last: Option<Who>,
    pub kept: BTreeSet<StepId>,
    /// So much of the history has been told.
    pub told: usize,
}

impl Player<'_> {
    /// Plays every line; what came of it, or what is wrong with the file.
    pub(super) async fn play(
        &mut self,
        out: &mut dyn Write,
    ) -> anyhow::Result<Result<Played, Vec<Finding>>> {
        let lines = &self.file.scenario.lines;
        let mut refused = None;
        for (nth, (words, line)) in lines.iter().enumerate() {
            let last = nth + 1 == lines.len();
            let expected = self.file.scenario.expect.refused.as_ref();
            match self.line(out, words, line).await {
                Ok(()) => {}
                Err(Stop::Failed(error)) => return Err(error),
                Err(Stop::Wrong(findings)) => return Ok(Err(findings)),
                Err(Stop::Refused(code)) if last && expected.is_some() => {
                    writeln!(out, "  Ditolak sistem: {code}.")?;
                    refused = Some(code);
                }
                Err(Stop::Refused(code)) => {
                    let stands = self.stands().await?;
                    let problem = format!("`{}` is refused with {code}; {stands}", words.text);
                    return Ok(Err(vec![self.file.about(words, problem)]));
                }
            }
            self.tell(out).await?;
        }
        let case = self.stored().await?.unwrap_or_default();
        let voids = case.voids.iter().map(|(output, _, _)| output.clone());
        let voided: BTreeSet<OutputId> = voids.collect();
        let kept = self.kept.clone();
        Ok(Ok(Played { at: self.at(&case), case, log: Vec::new(), kept, voided, refused }))
    }

    async fn line(
        &mut self,
        out: &mut dyn Write,
        words: &Written,
        line: &Line,
    ) -> Result<(), Stop> {
        match line {
            Line::Submit => self.submit(words).await,
            Line::Edit { field, part, value } => {
                self.edit(words, field, part.as_deref(), value).await
            }
            Line::Wait(period) => self.wait(out, *period).await,
            Line::Withdraw => {
                let seen = self.seen(words).await?;
                let gone =
                    self.demo.desk.withdraw(&self.applicant, seen, self.demo.desk.key()).await;
                gone.map_err(|error| self.stop(words, error))
            }
            Line::Undo => {
                let seen = self.seen(words).await?;
                let who = self.last.clone().unwrap_or_else(|| self.applicant.clone());
                let undone = self.demo.desk.undo(&who, seen, self.demo.desk.key()).await;
                undone.map_err(|error| self.stop(words, error))
            }
            Line::Act { step, action, unit, seat, right } => {
                let by = (unit.as_deref(), seat.as_ref(), *right);
                self.act(words, step, action, by).await
            }
            Line::Sign { step, reply, right } => self.sign(words, step, *reply, *right).await,
            Line::Revoke(reason) => self.revoke(words, reason).await,
            Line::Reopen => {
                let seen = self.seen(words).await?;
                let key = self.demo.desk.key();
                let opened = self.demo.desk.reopen(&self.applicant, seen, key).await;
                opened.map_err(|error| self.stop(words, error))
            }
        }
    }

    /// The applicant hands the request in, for the first time or again.
    async fn submit(&mut self, words: &Written) -> Result<(), Stop> {
        let before = self.stored().await?;
        let approved = before.as_ref().map(|case| self.approved(case)).unwrap_or_default();
        let mut answers: BTreeMap<FieldId, Value> = match &before {
            Some(case) => {
                case.data.keys().filter_map(|f| Some((f.clone(), case.value(f)?.clone()))).collect()
            }
            None => self.answers.clone(),
        };
        answers.extend(std::mem::take(&mut self.edits));
        let own = |field: &FieldId| {
            self.definition()
                .field(field.as_str())
                .is_some_and(|field| field.by == Filler::Applicant)
        };
        answers.retain(|field, _| own(field));
        // Papers that are shown at the desk are no files: ticking them is enough.
        for field in &self.definition().fields {
            if matches!(field.kind, FieldKind::File { bring: Bring::Show, .. }) && own(&field.id) {
                answers.entry(field.id.clone()).or_insert_with(|| Value::File(Vec::new()));
            }
        }
        let answers = self.sendable(&self.applicant.clone(), answers).await?;
        self.cast(None).await?;
        let submit = Submit {
            service: self.definition().id.clone(),
            purpose: self.file.request.purpose,
            answers,
            again: match &self.case {
                Some(_) => Some(self.seen(words).await?),
                None => None,
            },
            earlier: self.earlier().await?,
            key: self.demo.desk.key(),
        };
        let receipt = self.demo.desk.submit(&self.applicant, submit).await;
        self.case = Some(receipt.map_err(|error| self.stop(words, error))?);
        if let Some(case) = self.stored().await? {
            self.kept = self.approved(&case).intersection(&approved).cloned().collect();
        }
        Ok(())
    }

    /// Lets time pass; late rules fire and holds end in their moment.
    async fn wait(&mut self, out: &mut dyn Write, period: Period) -> Result<(), Stop> {
        let clock = self.clock.clone().context("jam tidak dapat dimajukan")?;
        let now = self.demo.clock.now();
        let hours = if period.unit == Unit::Day { 24 } else { 1 };
        let wall = SignedDuration::from_hours(hours * i64::from(period.count));
        let later = || now.saturating_add(wall).unwrap_or(now);
        let end =
            self.calendar.work(period).map_or_else(later, |work| self.calendar.after(now, work));
        while let Some(case) = self.stored().await? {
            let next = self.model(|model| next_tick(model, &case)).map(|(at, _)| at);
            let Some(at) = next.filter(|at| *at <= end) else { break };
            clock.set(at.max(self.demo.clock.now()));
            let before = case.version;
            for _ in 0..LOOKS {
                self.demo.desk.tick().await?;
                if self.stored().await?.is_some_and(|case| case.version != before) {
                    break;
                }
            }
            if self.stored().await?.is_none_or(|case| case.version == before) {
                break;
            }
        }
        clock.set(end);
        writeln!(out, "  {} kemudian.", period_words(period))?;
        Ok(())
    }

    /// What happened since the last look, as the applicant may read it.
    async fn tell(&mut self, out: &mut dyn Write) -> anyhow::Result<()> {
        let Some(receipt) = &self.case else { return Ok(()) };
        let tracking = self.demo.desk.track(&self.applicant, &receipt.ticket).await?;
        let fresh = tracking.history.len().saturating_sub(self.told);
        for line in tracking.history.iter().take(fresh).rev() {
            let at = self.calendar.zone().local(line.at).strftime("%d-%m-%Y %H.%M");
            let who = if line.who.is_empty() { String::new() } else { format!("{}: ", line.who) };
            let note = line.note.as_ref().map_or_else(String::new, |note| format!(" (\"{note}\")"));
            writeln!(out, "  {at}  {who}{}{note}.", line.what)?;
        }
        self.told = tracking.history.len();
        Ok(())
    }

    pub(super) fn definition(&self) -> &Arc<Definition> {
        &self.file.request.service
    }

    pub(super) fn today(&self) -> Date {
        self.calendar.date(self.demo.clock.now())
    }

    /// The day on which seats are held: offices count days in WIB.
    pub(super) fn office_day(&self) -> Date {
        Zone::Wib.date(self.demo.clock.now())
    }

    /// The case as it is stored.
    pub(super) async fn stored(&self) -> anyhow::Result<Option<Case>> {
        let Some(receipt) = &self.case else { return Ok(None) };
        Ok(self.demo.store.case(receipt.case).await?.map(|stored| stored.case))
    }

    /// The case as somebody sees it who looks at it now.
    pub(super) async fn seen(&self, words: &Written) -> Result<Seen, Stop> {
        let (Some(receipt), Some(case)) = (&self.case, self.stored().await?) else {
            let problem = format!("`{}` comes before the first submit", words.text);
            return Err(Stop::Wrong(vec![self.file.about(words, problem)]));
        };
        Ok(Seen { case: receipt.case, version: case.version })
    }

    /// The engine's view of the case: its pin has the settings.
    pub(super) fn model<T>(&self, with: impl FnOnce(&Model<'_>) -> T) -> T {
        with(&Model {
            definition: self.definition(),
            calendar: &self.calendar,
            settings: &BTreeMap::new(),
            staffing: &|_, _| Staffing::Held,
            known: &|_| None,
            undo_window: Model::UNDO_WINDOW,
            patience: Model::PATIENCE,
            unit: None,
        })
    }

    fn approved(&self, case: &Case) -> BTreeSet<StepId> {
        let steps = self.definition().steps.iter();
        let steps = steps.filter(|step| case.approvals.at(&step.id).next().is_some());
        let valid = |model: &Model<'_>| {
            steps.filter(|step| complete(model, case, step)).map(|step| step.id.clone()).collect()
        };
        self.model(valid)
    }

    fn at(&self, case: &Case) -> Option<String> {
        if matches!(case.phase, Phase::Returned { .. }) {
            return Some("applicant".to_owned());
        }
        self.model(|model| position(model, case).map(|step| step.id.to_string()))
    }

    async fn stands(&self) -> anyhow::Result<String> {
        let Some(case) = self.stored().await? else {
            return Ok("the case is not submitted yet".to_owned());
        };
        Ok(match (&case.phase, self.at(&case)) {
            (Phase::Ended { end, .. }, _) => format!("the case has ended: {end}"),
            (_, Some(at)) => format!("the case stands at {at}"),
            (_, None) => "the case stands nowhere".to_owned(),
        })
    }

    /// Why the desk did not do what a line says.
    pub(super) fn stop(&self, words: &Written, error: DeskError) -> Stop {
        let expected = self.file.scenario.expect.refused.as_ref().map(|code| &*code.text);
        match error {
            DeskError::Refused(refusal) => Stop::Refused(refusal.to_string()),
            DeskError::NotFound => Stop::Refused("not-your-task".to_owned()),
            DeskError::Invalid(problems) => {
                // Forms are checked before the engine is asked: here is what it would have said.
                let codes = problems.iter().flat_map(|problem| {
                    let said = problem.message.trim_end_matches('.');
                    [format!("check:{said}"), format!("missing:{}", problem.path)]
                });
                if let Some(code) = codes.into_iter().find(|code| Some(code.as_str()) == expected) {
                    return Stop::Refused(code);
                }
                let told = problems
                    .iter()
                    .map(|problem| self.problem(words, &problem.path, &problem.message));
                Stop::Wrong(told.collect())
            }
            DeskError::Letter(why) => {
                let problem = format!("the letter cannot be made: {why}");
                Stop::Wrong(vec![self.file.about(words, problem)])
            }
            other => Stop::Failed(other.into()),
        }
    }

    /// What is wrong with an answer, at its place in the file.
    fn problem(&self, words: &Written, path: &str, message: &str) -> Finding {
        let keys: Vec<&str> = path.split('.').collect();
        let Some(field) = keys.first().and_then(|id| self.definition().field(id)) else {
            return self.file.about(words, message);
        };
        let file = matches!(field.kind, FieldKind::File { .. });
        let section = if file { "files" } else { "answers" };
        let place: Vec<&str> = [section].into_iter().chain(keys).collect();
        let given = self.answers.contains_key(&field.id);
        let what = if file { "PATH" } else { "VALUE" };
        let remedy = format!("write `{}: {what}` under `{section}`", field.id);
        Finding { remedy: (!given).then_some(remedy), ..self.file.at(&place, message) }
    }
}
