//! A form on its way: what was typed, what it means, and which fields ask for more.

use std::collections::BTreeMap;

use super::Errand;
use crate::desk::{Form, Problem, Submit, Who};
use crate::web::Web;
use crate::web::failure::Failure;
use crate::web::form::{Typed, read, write};
use crate::workflow::{Field, FieldId, FieldKind, Purpose, Value};

/// Answers can uncover fields whose answers uncover fields: this often at most.
const ROUNDS: usize = 6;

/// What was typed and read so far.
pub(in crate::web) struct Draft {
    /// The fields that apply.
    pub(super) form: Form,
    /// What the inputs show.
    pub(super) typed: Typed,
    /// What could be read.
    answers: BTreeMap<FieldId, Value>,
    /// What could not be read, or is missing.
    pub(super) problems: Vec<Problem>,
}

impl Draft {
    /// A form that nobody has sent yet, with what the desk fills in.
    pub(in crate::web) fn begin(form: Form) -> Self {
        let mut typed = Typed::default();
        for (field, value) in &form.fields {
            if let Some(value) = value {
                write(field, value, &mut typed);
            }
        }
        Self { form, typed, answers: BTreeMap::new(), problems: Vec::new() }
    }

    /// What was typed into all fields of a form, read.
    #[cfg(test)]
    pub(in crate::web) fn of(form: Form, typed: Typed) -> Self {
        let (answers, problems) = read_all(&form, &typed);
        Self { form, typed, answers, problems }
    }

    /// Reads what was typed, asking the desk which fields apply until the answers uncover no more.
    pub(super) async fn settle(
        web: &Web,
        who: &Who,
        errand: &Errand,
        mut typed: Typed,
    ) -> Result<Self, Failure> {
        let mut answers = BTreeMap::new();
        let mut rounds = 0;
        loop {
            let form = web.desk.form(who, &errand.service, errand.purpose, &answers).await?;
            for (field, value) in &form.fields {
                if let (Some(value), false) = (value, typed.asked(field.id.as_str())) {
                    write(field, value, &mut typed);
                }
                newest(field, &mut typed);
            }
            let (read, problems) = read_all(&form, &typed);
            rounds += 1;
            if read == answers || rounds == ROUNDS {
                return Ok(Self { form, typed, answers: read, problems });
            }
            answers = read;
        }
    }

    /// The fields that the page did not ask for, because the answers to it uncovered them.
    pub(super) fn fresh(&self) -> Vec<&Field> {
        let fields = self.form.fields.iter().map(|(field, _)| field);
        fields.filter(|field| !self.typed.asked(field.id.as_str())).collect()
    }

    /// The fields that apply.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.form.fields.iter().map(|(field, _)| field)
    }

    /// The answer to a field.
    pub(super) fn answer(&self, field: &Field) -> Option<&Value> {
        self.answers.get(&field.id)
    }

    /// What is handed in.
    pub(super) fn submit(&self, errand: &Errand) -> Submit {
        Submit {
            service: self.form.service.id.clone(),
            purpose: errand.purpose.unwrap_or(Purpose::New),
            answers: self.answers.clone(),
            again: errand.again,
            earlier: errand.earlier.clone(),
            key: errand.key,
        }
    }
}

/// A file that is chosen again takes the place of the oldest where there is no room for more.
fn newest(field: &Field, typed: &mut Typed) {
    let FieldKind::File { many, .. } = &field.kind else { return };
    let files = typed.files(field.id.as_str());
    let room = usize::try_from(*many).unwrap_or(usize::MAX);
    if files.len() > room {
        typed.set_files(field.id.as_str(), &files[files.len() - room..]);
    }
}

fn read_all(form: &Form, typed: &Typed) -> (BTreeMap<FieldId, Value>, Vec<Problem>) {
    let (mut answers, mut problems) = (BTreeMap::new(), Vec::new());
    for (field, _) in &form.fields {
        if let Some(value) = read(field, typed, &mut problems) {
            answers.insert(field.id.clone(), value);
        }
    }
    (answers, problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample_form;
    use crate::workflow::{Bring, FileRef};

    #[test]
    fn a_file_chosen_again_replaces_the_first() {
        let kind = FieldKind::File { accept: vec![], many: 1, min: 1, bring: Bring::Upload };
        let field = sample_form::field("card", "Kartu Keluarga", kind);
        let file = |digit: &str| FileRef {
            sha256: digit.repeat(64),
            name: "kk.jpg".to_owned(),
            size: 1,
            media: "image/jpeg".to_owned(),
        };
        let mut typed = Typed::default();
        typed.set_files("card", &[file("1"), file("2")]);
        newest(&field, &mut typed);
        assert_eq!(typed.files("card"), [file("2")]);
    }
}
