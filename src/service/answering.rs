//! What the people of a scenario answer.

use std::collections::BTreeMap;

use super::Draft;
use super::run::{Run, Stop};
use crate::case::{Answer, Revision};
use crate::origin::Salt;
use crate::workflow::{FieldId, Filler, Purpose, Value};

impl Run<'_> {
    pub(super) fn purpose(&self) -> Result<Purpose, Stop> {
        let all = &self.definition.start.purposes;
        match self.with.get("purpose") {
            None => Ok(all.first().copied().unwrap_or(Purpose::New)),
            Some(written) => {
                let known = all.iter().find(|purpose| purpose.key() == written);
                let keys: Vec<&str> = all.iter().map(|purpose| purpose.key()).collect();
                let keys = keys.join(", ");
                known.copied().ok_or_else(|| {
                    Stop::Answer(format!("purpose: `{written}` is not offered (purposes: {keys})"))
                })
            }
        }
    }

    /// What `by` answers to what is still open: as the author says, by default, or by sample.
    pub(super) fn fill(
        &mut self,
        by: &Filler,
        edits: &BTreeMap<FieldId, Value>,
    ) -> Result<BTreeMap<FieldId, Value>, Stop> {
        let mut answers = BTreeMap::new();
        let current = self.case.data.keys();
        let current = current.filter_map(|f| Some((f.clone(), self.case.value(f)?.clone())));
        let mut draft = Draft {
            definition: self.definition,
            settings: self.case.pin.as_ref().map_or(self.world.settings(), |pin| &pin.settings),
            calendar: &self.world.calendar,
            purpose: self.case.pin.as_ref().map_or(self.purpose()?, |pin| pin.purpose),
            today: self.case.submitted.unwrap_or(self.world.today()),
            answers: current.collect(),
        };
        draft.answers.extend(edits.clone());
        for field in self.definition.fields.iter().filter(|field| field.by == *by) {
            let filled = draft.answers.contains_key(&field.id);
            if filled || !draft.holds(field.when.as_ref()) {
                continue;
            }
            let wrong = |problem: String| Stop::Answer(format!("with.{}: {problem}", field.id));
            let prefix = format!("{}.", field.id);
            let parts = self.with.iter().filter_map(|(path, written)| {
                Some((path.strip_prefix(&prefix)?, written.as_str()))
            });
            let parts: Vec<_> = parts.collect();
            let value = match self.with.get(field.id.as_str()) {
                Some(written) => Some(self.samples.written(&field.kind, written).map_err(wrong)?),
                None if parts.is_empty() && field.default.is_some() => draft.prefilled(field),
                None if parts.is_empty() && field.optional => None,
                None => field.example.clone().or_else(|| Some(self.samples.of(&field.kind))),
            };
            let Some(mut value) = value else { continue };
            for (part, written) in parts {
                value = self.samples.with_part(&value, part, written).map_err(wrong)?;
            }
            draft.answers.insert(field.id.clone(), value.clone());
            answers.insert(field.id.clone(), value);
        }
        Ok(answers)
    }

    /// Puts values among the answers of the case, and names them by revision.
    pub(super) fn offer(
        &mut self,
        values: BTreeMap<FieldId, Value>,
    ) -> Vec<(FieldId, Option<Revision>)> {
        let salt = Salt(uuid::Uuid::nil());
        let answers = &mut self.case.answers;
        let offered = values.into_iter().map(|(field, value)| {
            let revision = answers.offer(&field, Answer { value, salt });
            (field, Some(revision))
        });
        offered.collect()
    }

    pub(super) fn edit(
        &mut self,
        field: &FieldId,
        part: Option<&str>,
        written: &str,
    ) -> Result<(), Stop> {
        let known = self.definition.field(field.as_str());
        let wrong = |problem: String| Stop::Answer(format!("edit {field}: {problem}"));
        let known = known.ok_or_else(|| wrong("there is no such field".into()))?;
        self.samples.set_today(self.world.today());
        let value = match part {
            None => self.samples.written(&known.kind, written),
            Some(part) => match self.edits.get(field).or_else(|| self.case.value(field)).cloned() {
                Some(now) => self.samples.with_part(&now, part, written),
                None => Err("it is empty, so no part of it can be changed".into()),
            },
        };
        self.edits.insert(field.clone(), value.map_err(wrong)?);
        Ok(())
    }
}
