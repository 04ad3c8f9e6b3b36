//! Papers: stored once by the hash of their content, shown to those who may see the case.

use std::collections::BTreeMap;

use super::house::{LARGEST_FILE, internal};
use super::sniff::media;
use super::{Desk, DeskError, Problem, Who};
use crate::origin::CaseId;
use crate::store::Uploaded;
use crate::workflow::{FieldId, FileRef, Value};

impl Desk {
    /// Keeps a file. What it is follows from its content, never from its name.
    pub async fn upload(
        &self,
        who: &Who,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<FileRef, DeskError> {
        if who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let refuse = |message: &str| {
            let problem = Problem { path: String::new(), message: message.to_owned() };
            DeskError::Invalid(vec![problem])
        };
        if bytes.len() > LARGEST_FILE {
            return Err(refuse("Berkas lebih besar dari 10 MB. Kirim foto yang lebih kecil."));
        }
        let media = media(&bytes).map_err(|unfit| refuse(unfit.words()))?;
        let size = bytes.len() as u64;
        let sha256 = self.store().put_file(bytes).await.map_err(internal)?;
        let sent = Uploaded { sha256, size, media: media.to_owned(), person: who.person };
        self.store().note_upload(&sent, self.now()).await.map_err(internal)?;
        let sha256 = sent.sha256;
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        Ok(FileRef { sha256, name, size, media: media.to_owned() })
    }

    /// A paper of a case, for its applicant and for those who may see the case.
    pub async fn file(
        &self,
        who: &Who,
        case: CaseId,
        sha256: &str,
    ) -> Result<(FileRef, Vec<u8>), DeskError> {
        let loaded = self.load(case).await?;
        let reader =
            if loaded.is_applicant(who) { None } else { Some(Self::may_see(who, &loaded)?) };
        let sight = reader.as_ref().map(|seat| loaded.sight(who, seat.as_ref()));
        let (id, case) = (case, &loaded.stored.case);
        let declared = |field: &FieldId| loaded.rules.definition.field(field.as_str());
        let shown = |field: &FieldId| {
            sight.as_ref().is_none_or(|sight| declared(field).is_some_and(|f| sight.sees(f)))
        };
        let of = |field: &FieldId| match case.value(field) {
            Some(value) => {
                let file = files_of(value).find(|file| file.sha256 == sha256);
                file.map(|file| (field.clone(), file.clone()))
            }
            None => None,
        };
        let found = case.data.keys().filter(|field| shown(field)).find_map(of);
        let (field, file) = found.ok_or(DeskError::NotFound)?;
        if let Some(seat) = reader.filter(|_| declared(&field).is_some_and(|f| f.sensitive)) {
            let seat = loaded.in_words(seat.as_ref());
            self.note_view(who, id, &field, &seat).await?;
        }
        let bytes = self.store().file(sha256).await.map_err(internal)?;
        Ok((file, bytes.ok_or(DeskError::NotFound)?))
    }
}

impl Desk {
    /// What is wrong with the papers of these answers: each must have been sent by the caller, as
    /// a page could claim any hash.
    pub(super) async fn unsent(
        &self,
        who: &Who,
        answers: &BTreeMap<FieldId, Value>,
    ) -> Result<Vec<Problem>, DeskError> {
        let mut problems = Vec::new();
        for (field, value) in answers {
            for file in files_of(value) {
                let known =
                    self.store().upload(&file.sha256, who.person).await.map_err(internal)?;
                if known.is_none_or(|sent| (sent.size, &sent.media) != (file.size, &file.media)) {
                    let message = "Berkas ini tidak kami terima. Kirim sekali lagi.".to_owned();
                    problems.push(Problem { path: field.to_string(), message });
                }
            }
        }
        Ok(problems)
    }
}

/// The files of an answer, those in the rows of a list among them.
pub(super) fn files_of(value: &Value) -> impl Iterator<Item = &FileRef> {
    let cells: Vec<&Value> = match value {
        Value::List(rows) => rows.iter().flat_map(|row| row.cells.values()).collect(),
        value => vec![value],
    };
    cells.into_iter().flat_map(|cell| match cell {
        Value::File(files) => files.as_slice(),
        _ => &[],
    })
}
