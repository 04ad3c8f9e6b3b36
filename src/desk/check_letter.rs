//! What anybody learns of a letter: by its code, or by the file itself.

use super::history::void_reason;
use super::house::internal;
use super::{Desk, DeskError, FileCheck, LetterCheck, words};
use crate::case::Event;
use crate::origin::Code;
use crate::store::Letter;
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
        let reason = history.iter().rev().find_map(|recorded| match &recorded.event {
            Event::Voided { output: out, reason, .. } if *out == output => Some(reason.as_str()),
            _ => None,
        });
        let valid = match (letter.state.as_str(), reason) {
            ("void", reason) => Err(void_reason(reason.unwrap_or_default()).to_owned()),
            _ => Ok(()),
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
            .and_then(|seat| loaded.directory.office(&seat.office));
        Ok(LetterCheck {
            code: letter.code,
            valid,
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
}
