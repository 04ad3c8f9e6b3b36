//! What the picture says: a card for the start, for each step and for the end, line by line.

use super::super::wording::{button, lateness, need};
use super::super::{
    Action, Definition, EndId, Late, LateDo, Output, Purpose, Step, Target, Wording,
};
use crate::calendar::period_words;

/// A box of the picture.
pub(super) struct Card {
    pub title: String,
    pub kind: CardKind,
    /// The number of a step.
    pub number: Option<usize>,
    pub lines: Vec<Line>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CardKind {
    Start,
    Step,
    /// A step that exists only under a condition.
    Optional,
    End,
}

/// A line of a card.
pub(super) struct Line {
    pub kind: LineKind,
    pub text: String,
}

/// What a line is about: it gets a mark of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Who,
    When,
    Time,
    Output,
    Back,
    Over,
    Late,
}

impl LineKind {
    /// The name of its mark.
    pub fn class(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::When => "when",
            Self::Time => "time",
            Self::Output => "out",
            Self::Back => "back",
            Self::Over => "over",
            Self::Late => "late",
        }
    }
}

/// The cards in the order of work.
pub(super) fn flow(definition: &Definition, wording: Wording<'_>) -> Vec<Card> {
    let says = Says { definition, wording };
    let mut cards = vec![says.start()];
    cards.extend(definition.steps.iter().zip(1..).map(|(step, number)| says.step(step, number)));
    cards.push(says.end());
    cards
}

struct Says<'a> {
    definition: &'a Definition,
    wording: Wording<'a>,
}

fn line(kind: LineKind, text: impl Into<String>) -> Line {
    Line { kind, text: text.into() }
}

impl Says<'_> {
    fn start(&self) -> Card {
        let start = &self.definition.start;
        let by = start.by.iter().map(|by| self.wording.starter(by)).collect::<Vec<_>>();
        let mut lines = vec![line(LineKind::Who, format!("Diajukan oleh {}", listed(&by, "atau")))];
        if start.purposes.len() > 1 {
            let purposes = start.purposes.iter().map(|purpose| purpose.title().to_owned());
            let mut purposes = listed(&purposes.collect::<Vec<_>>(), "atau");
            if start.purposes.first() == Some(&Purpose::New) {
                purposes = purposes.replacen("Surat baru", "Baru", 1);
            }
            lines.push(line(LineKind::When, purposes));
        }
        if let Some(time) = self.definition.service.time {
            let promised = format!("Dijanjikan selesai dalam {}", period_words(time));
            lines.push(line(LineKind::Time, promised));
        }
        Card { title: "Permohonan".to_owned(), kind: CardKind::Start, number: None, lines }
    }

    fn step(&self, step: &Step, number: usize) -> Card {
        let mut lines = self.holders(step);
        if let Some(when) = &step.when {
            let condition = self.wording.condition(when);
            lines.push(line(LineKind::When, format!("Hanya bila {condition}")));
        }
        if let Some(wait) = &step.wait {
            let wait = self.wording.time(wait);
            lines.push(line(LineKind::Time, format!("Paling cepat {wait} setelah tiba")));
        }
        if let Some(due) = &step.due {
            let due = self.wording.due(due);
            lines.push(line(LineKind::Time, format!("Paling lambat {due}")));
        }
        for output in &self.definition.outputs {
            if step.sign.contains(&output.id) {
                let condition = self.condition(output);
                let text = format!("Menandatangani {}{condition}", output.title);
                lines.push(line(LineKind::Output, text));
            }
        }
        let here = |output: &&Output| output.at.as_ref() == Some(&step.id);
        lines.extend(self.definition.outputs.iter().filter(here).map(|output| self.output(output)));
        let other = step.actions.iter().filter(|action| action.to != Target::Next);
        lines.extend(other.map(|action| self.action(action)));
        // Everybody is reminded in the end: only who comes to help is worth a line.
        let usual = |late: &&Late| !(step.late_default && late.act == LateDo::Remind);
        lines.extend(step.late.iter().filter(usual).map(|late| self.late(step, late)));
        let kind = if step.when.is_some() { CardKind::Optional } else { CardKind::Step };
        Card { title: step.title.to_string(), kind, number: Some(number), lines }
    }

    fn holders(&self, step: &Step) -> Vec<Line> {
        let words = step.branches.iter().map(|branch| self.wording.branch(branch));
        let words: Vec<String> = words.filter(|words| **words != *step.title).collect();
        let mut lines: Vec<Line> = words.into_iter().map(|by| line(LineKind::Who, by)).collect();
        lines.extend(need(step).map(|need| line(LineKind::Who, need)));
        lines
    }

    fn output(&self, output: &Output) -> Line {
        let what = if output.template.is_some() { "Terbit" } else { "Tercatat" };
        line(LineKind::Output, format!("{what}: {}{}", output.title, self.condition(output)))
    }

    fn condition(&self, output: &Output) -> String {
        let when = output.when.as_ref().map(|when| self.wording.condition(when));
        when.map_or_else(String::new, |when| format!(", bila {when}"))
    }

    fn action(&self, action: &Action) -> Line {
        let button = button(action);
        match &action.to {
            Target::Applicant => line(LineKind::Back, format!("{button}: kembali ke pemohon")),
            Target::Step(step) => {
                let to = self.definition.step(step.as_str());
                let to = to.map_or_else(|| step.to_string(), |step| step.title.to_string());
                line(LineKind::Back, format!("{button}: kembali ke {to}"))
            }
            Target::End(end) => {
                line(LineKind::Over, format!("{button}: berakhir ({})", self.end_title(end)))
            }
            Target::Same | Target::Next => {
                let how = match (action.pause, action.extend) {
                    (Some(pause), _) => format!(": ditunda paling lama {}", period_words(pause)),
                    (_, Some(time)) => format!(": waktu ditambah {}", period_words(time)),
                    _ if action.forward.is_some() => ": diteruskan ke kantor lain".to_owned(),
                    _ => String::new(),
                };
                line(LineKind::Time, format!("{button}{how}"))
            }
        }
    }

    fn late(&self, step: &Step, late: &Late) -> Line {
        let when = lateness(late.after);
        let what = match &late.act {
            LateDo::Remind => "pemegang diingatkan".to_owned(),
            LateDo::Add(holder) => format!("{} ikut memegang", self.wording.holder(holder)),
            LateDo::Act { action, tacit } => {
                let taken = step.action(action.as_str());
                let button = taken.map_or_else(|| action.to_string(), button);
                format!("dianggap \u{201c}{button}\u{201d} ({tacit})")
            }
        };
        line(LineKind::Late, format!("{when}: {what}"))
    }

    fn end_title(&self, end: &EndId) -> String {
        let known = self.definition.end(end.as_str());
        known.map_or_else(|| end.to_string(), |end| end.title.to_string())
    }

    fn end(&self) -> Card {
        let at_the_end = self.definition.outputs.iter().filter(|output| output.at.is_none());
        let mut lines: Vec<Line> = at_the_end.map(|output| self.output(output)).collect();
        for end in &self.definition.ends {
            let Some(reopen) = &end.reopen else { continue };
            let to = self.definition.step(reopen.to.as_str());
            let to = to.map_or_else(|| reopen.to.to_string(), |step| step.title.to_string());
            let within = period_words(reopen.within);
            let text = format!("{}: dapat dibuka kembali dalam {within}, ke {to}", end.title);
            lines.push(line(LineKind::Back, text));
        }
        if lines.is_empty() {
            lines.push(line(LineKind::Output, "Semua yang terbit sudah terbit pada langkahnya"));
        }
        let title = self.definition.end("done").map_or("Selesai", |end| &end.title).to_owned();
        Card { title, kind: CardKind::End, number: None, lines }
    }
}

/// `a, b atau c`.
fn listed(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}
