//! A line of a scenario's `do` (definition-format.md section 10), read into its parts.

use std::str::FromStr;
use std::sync::Arc;

use super::reading::near;
use crate::area::{Level, Right, Role};
use crate::calendar::{Period, Unit};
use crate::workflow::{ActionId, FieldId, Holder, StepId};

/// What happens next in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The applicant hands the request in, for the first time or again.
    Submit,
    /// The applicant gives up.
    Withdraw,
    /// An ended case is opened again.
    Reopen,
    /// The last decision is taken back.
    Undo,
    /// An issued letter is revoked, with a coded reason.
    Revoke(String),
    /// A holder takes an action.
    Act {
        /// The step.
        step: StepId,
        /// The action.
        action: ActionId,
        /// The office of a forward.
        unit: Option<String>,
        /// For which seat, where it is not the step's own.
        seat: Option<Holder>,
        /// By what right, where it is not the holder's own.
        right: Option<Right>,
    },
    /// A holder approves a step that signs, and the signer answers.
    Sign {
        /// The step.
        step: StepId,
        /// What the signer answers.
        reply: Reply,
        /// By what right, where it is not the holder's own.
        right: Option<Right>,
    },
    /// The applicant changes the draft of a returned request.
    Edit {
        /// The field.
        field: FieldId,
        /// The part of a person or a place.
        part: Option<Arc<str>>,
        /// The new value, as people write it.
        value: String,
    },
    /// Time passes.
    Wait(Period),
}

/// What a signer answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// Signed.
    Signed,
    /// Surely not signed.
    Fails,
    /// It may have been signed.
    Unknown,
}

/// Why a text is not a line of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct LineError {
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub remedy: String,
}

fn wrong<T>(problem: String, remedy: &str) -> Result<T, LineError> {
    Err(LineError { problem, remedy: remedy.to_owned() })
}

const FORMS: &str =
    "write submit, withdraw, reopen, undo, STEP ACTION, STEP sign, edit FIELD=VALUE or wait 2wd";

impl FromStr for Line {
    type Err = LineError;

    fn from_str(text: &str) -> Result<Self, LineError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            [] => wrong("the line is empty".into(), FORMS),
            ["submit"] => Ok(Self::Submit),
            ["withdraw"] => Ok(Self::Withdraw),
            ["reopen"] => Ok(Self::Reopen),
            ["undo"] => Ok(Self::Undo),
            ["revoke", reason] => Ok(Self::Revoke((*reason).to_owned())),
            ["edit", ..] => edit(text),
            ["wait", period] => wait(period),
            [word @ ("submit" | "withdraw" | "reopen" | "undo"), rest @ ..] => {
                wrong(format!("`{word}` stands alone, but `{}` follows", rest.join(" ")), FORMS)
            }
            ["wait" | "revoke", ..] => {
                wrong(format!("`{text}` is not a line of a scenario"), FORMS)
            }
            [only] => {
                let words = ["submit", "withdraw", "reopen", "undo"];
                let meant = near(only, words.into_iter());
                wrong(
                    format!("`{only}` is not a line of a scenario"),
                    meant.as_deref().unwrap_or(FORMS),
                )
            }
            [step, "sign", rest @ ..] => sign(step, rest),
            [step, action, rest @ ..] => act(step, action, rest),
        }
    }
}

fn edit(text: &str) -> Result<Line, LineError> {
    const REMEDY: &str = "write edit FIELD=VALUE, for example edit applicant.name=Budi";
    let rest = text.trim_start().trim_start_matches("edit").trim_start();
    let Some((path, value)) = rest.split_once('=') else {
        return wrong(format!("`{text}` has no `=`"), REMEDY);
    };
    let (field, part) = match path.trim().split_once('.') {
        Some((field, part)) => (field, Some(part)),
        None => (path.trim(), None),
    };
    if field.is_empty() || part.is_some_and(|part| part.is_empty() || part.contains('.')) {
        return wrong(format!("`{path}` does not name a field or a part of it"), REMEDY);
    }
    Ok(Line::Edit {
        field: field.into(),
        part: part.map(Arc::from),
        value: value.trim().to_owned(),
    })
}

fn wait(text: &str) -> Result<Line, LineError> {
    const REMEDY: &str = "write a number and wd, d, wh or h, for example wait 2wd";
    match text.parse::<Period>() {
        Ok(period) if period.count < 0 => wrong("time does not run backwards".into(), REMEDY),
        Ok(period) if matches!(period.unit, Unit::Month | Unit::Year) => {
            wrong(format!("`{text}`: a scenario waits for days or hours"), REMEDY)
        }
        Ok(period) => Ok(Line::Wait(period)),
        Err(_) => wrong(format!("`{text}` is not a length of time"), REMEDY),
    }
}

fn sign(step: &str, rest: &[&str]) -> Result<Line, LineError> {
    let (reply, rest) = match rest {
        ["fails", rest @ ..] => (Reply::Fails, rest),
        ["unknown", rest @ ..] => (Reply::Unknown, rest),
        rest => (Reply::Signed, rest),
    };
    let right = by(rest)?;
    Ok(Line::Sign { step: step.into(), reply, right })
}

fn act(step: &str, action: &str, rest: &[&str]) -> Result<Line, LineError> {
    let (unit, rest) = match rest {
        [unit, rest @ ..] if !matches!(*unit, "as" | "by") => (Some((*unit).to_owned()), rest),
        rest => (None, rest),
    };
    let (seat, rest) = match rest {
        ["as", seat, rest @ ..] => (Some(holder(seat)?), rest),
        ["as"] => return wrong("nothing follows `as`".into(), "write for example as head@rw"),
        rest => (None, rest),
    };
    let right = by(rest)?;
    Ok(Line::Act { step: step.into(), action: action.into(), unit, seat, right })
}

fn holder(text: &str) -> Result<Holder, LineError> {
    let seat = text.split_once('@').and_then(|(role, level)| {
        let level = Level::from_key(level)?;
        (!role.is_empty()).then(|| Holder::Level { role: Role(role.to_owned()), level })
    });
    match seat {
        Some(seat) => Ok(seat),
        None => wrong(
            format!("`{text}` is not a role at a level"),
            "write for example as head@rw (levels: rt, rw, dusun, kelurahan, kecamatan, kabupaten, provinsi)",
        ),
    }
}

fn by(rest: &[&str]) -> Result<Option<Right>, LineError> {
    const REMEDY: &str = "a line may end with by plt, by plh or by delegate";
    match rest {
        [] => Ok(None),
        ["by", "plt"] => Ok(Some(Right::Plt)),
        ["by", "plh"] => Ok(Some(Right::Plh)),
        ["by", "delegate"] => Ok(Some(Right::Delegate)),
        rest => wrong(format!("`{}` is not understood here", rest.join(" ")), REMEDY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "(edit|wait|submit|rt|sign|as|by|head@rw|[=.@ é]|-?[0-9]+(wd|d)?| ){0,8}") {
            if let Err(error) = text.parse::<Line>() {
                prop_assert!(!error.problem.is_empty() && !error.remedy.is_empty());
            }
        }
    }

    fn read(text: &str) -> Line {
        text.parse().unwrap()
    }

    #[test]
    fn every_form_of_the_format_page_is_read() {
        assert_eq!(read("submit"), Line::Submit);
        assert_eq!(read("revoke wrong-person"), Line::Revoke("wrong-person".into()));
        assert_eq!(read("wait 2wd"), Line::Wait(Period::new(2, Unit::WorkDay)));
        let edit = |field: &str, part: Option<&str>, value: &str| Line::Edit {
            field: field.into(),
            part: part.map(Arc::from),
            value: value.into(),
        };
        assert_eq!(
            read("edit child_name=Siti = Aminah"),
            edit("child_name", None, "Siti = Aminah")
        );
        assert_eq!(read("edit applicant.name=Budi"), edit("applicant", Some("name"), "Budi"));
        let head_rw = Holder::Level { role: Role("head".into()), level: Level::Rw };
        assert_eq!(
            read("rt approve as head@rw by plt"),
            Line::Act {
                step: "rt".into(),
                action: "approve".into(),
                unit: None,
                seat: Some(head_rw),
                right: Some(Right::Plt)
            }
        );
        assert!(matches!(read("handle forward dinas-lh"), Line::Act { unit: Some(_), .. }));
        let signed = |reply, right| Line::Sign { step: "lurah".into(), reply, right };
        assert_eq!(read("lurah sign"), signed(Reply::Signed, None));
        assert_eq!(read("lurah sign fails by plh"), signed(Reply::Fails, Some(Right::Plh)));
        assert_eq!(read("lurah sign unknown"), signed(Reply::Unknown, None));
    }

    #[test]
    fn what_is_no_line_is_told_why() {
        let told = |text: &str| text.parse::<Line>().unwrap_err().problem;
        assert_eq!(told("submit now"), "`submit` stands alone, but `now` follows");
        assert_eq!(told("rt"), "`rt` is not a line of a scenario");
        assert_eq!(told("wait two days"), "`wait two days` is not a line of a scenario");
        assert_eq!(told("wait 2mo"), "`2mo`: a scenario waits for days or hours");
        assert_eq!(told("wait -2d"), "time does not run backwards");
        assert_eq!(told("edit name Budi"), "`edit name Budi` has no `=`");
        assert_eq!(told("edit a.b.c=1"), "`a.b.c` does not name a field or a part of it");
        assert_eq!(told("rt approve as head@city"), "`head@city` is not a role at a level");
        assert_eq!(told("lurah sign by pj"), "`by pj` is not understood here");
        assert_eq!(told(""), "the line is empty");
    }
}
