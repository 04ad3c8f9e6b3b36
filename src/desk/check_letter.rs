//! What anybody learns of a letter: by its code, or by the file itself.

use super::history::{revoked_reason, void_reason};
use super::house::internal;
use super::{Desk, DeskError, FileCheck, LetterCheck, words};
use crate::area::Level;
use crate::case::{Event, route};
use crate::origin::Code;
use crate::store::{Letter, Recorded};
use crate::workflow::OutputId;

impl Desk {
    /// The letter of a code. Only issued letters, and such as were void after they were issued,
    /// are known to the public.
    pub async fn check_letter(&self, code: &str) -> Result<LetterCheck, DeskError> {
        let code: Code = code.parse().map_err(|_| DeskError::NotFound)?;
        let letter = self.store().letter_by_code(&code).await.map_err(internal)?;
        self.checked(letter.ok_or(DeskError::NotFound)?).await
    }

    /// Whether a file is byte for byte one that was issued here. Nothing of it is kept.
    pub async fn check_file(&self, bytes: &[u8]) -> Result<FileCheck, DeskError> {
        let digest = crate::journal::hex(&openssl::sha::sha256(bytes));
        match self.store().letter_by_file(&digest).await.map_err(internal)? {
            Some(letter) => Ok(FileCheck::Same(Box::new(self.checked(letter).await?))),
            None => Ok(FileCheck::Different),
        }
    }

    async fn checked(&self, letter: Letter) -> Result<LetterCheck, DeskError> {
        let (Some(sha256), Some(released)) = (letter.sha256.clone(), letter.released) else {
            return Err(DeskError::NotFound);
        };
        let loaded = self.load(letter.case).await?;
        let (case, definition) = (&loaded.stored.case, &loaded.rules.definition);
        let history = self.store().history(letter.case).await.map_err(internal)?;
        let output = OutputId::from(letter.output.as_str());
        let issued = history.iter().rev().find_map(|recorded| match &recorded.event {
            Event::Issued { output: out, until, .. } if *out == output => Some(*until),
            _ => None,
        });
        let until = issued.flatten();
        let valid = match self.fallen(&letter, &output, &history).await? {
            Some(reason) => Err(reason),
            None if until.is_some_and(|last| last < loaded.rules.calendar.date(loaded.now)) => {
                Err("masa berlakunya sudah lewat".to_owned())
            }
            None => Ok(()),
        };
        let signed = history.iter().filter_map(|recorded| match &recorded.event {
            Event::Signed { output: out, step, .. } if *out == output => {
                let (_, approval) = case.approvals.at(step).next()?;
                let seat = words::seat(approval.seat.as_ref()?, &loaded.directory);
                let name = loaded.directory.officer(approval.person)?.name.clone();
                let right = words::right(approval.right);
                Some((format!("{name} ({right}{seat})"), recorded.at))
            }
            _ => None,
        });
        let number = case.outputs.get(&output).and_then(|state| state.number.as_ref());
        let date = number.map_or_else(|| loaded.rules.calendar.date(released), |drawn| drawn.date);
        let beside = definition.outputs.iter().filter(|other| other.id != output);
        let registers = beside.filter_map(|other| {
            let number = case.outputs.get(&other.id)?.number.as_ref()?;
            Some((other.title.to_string(), number.number.clone()))
        });
        let signer = definition.output(output.as_str()).and_then(|o| o.signers.first());
        let office = signer
            .and_then(|step| case.approvals.at(step).next())
            .and_then(|(_, approval)| approval.seat.as_ref())
            .map(|seat| seat.office.clone())
            .or_else(|| route(definition, case, Level::Kelurahan).map(|area| (&area).into()))
            .and_then(|office| loaded.directory.office(&office));
        Ok(LetterCheck {
            code: letter.code,
            valid,
            until,
            title: definition
                .output(output.as_str())
                .map_or_else(String::new, |output| output.title.to_string()),
            number: letter.number,
            date,
            office: office
                .map_or_else(String::new, |office| format!("{} {}", office.kind, office.name)),
            subject: words::masked(&self.name_of(case.applicant).await),
            signers: signed.collect(),
            registers: registers.collect(),
            sha256,
        })
    }

    /// Why an issued letter no longer holds, in words.
    async fn fallen(
        &self,
        letter: &Letter,
        output: &OutputId,
        history: &[Recorded],
    ) -> Result<Option<String>, DeskError> {
        let last = history.iter().rev().find_map(|recorded| match &recorded.event {
            Event::Voided { output: out, reason, .. } if out == output => {
                Some((void_reason(reason).to_owned(), None))
            }
            Event::Revoked { output: out, reason, .. } if out == output => {
                Some((format!("dicabut karena {}", revoked_reason(reason)), None))
            }
            Event::Replaced { output: out, by, .. } if out == output => {
                Some(("diganti dengan surat yang baru".to_owned(), Some(*by)))
            }
            _ => None,
        });
        if !matches!(letter.state.as_str(), "void" | "revoked" | "replaced") {
            return Ok(None);
        }
        let Some((reason, by)) = last else { return Ok(Some(String::new())) };
        let Some(by) = by else { return Ok(Some(reason)) };
        let letters = self.store().letters_of(by).await.map_err(internal)?;
        let newer = letters.into_iter().rev().find(|one| one.output == letter.output);
        let number = newer.filter(|newer| newer.released.is_some()).and_then(|newer| newer.number);
        Ok(Some(number.map_or(reason, |number| format!("diganti dengan surat nomor {number}"))))
    }
}
