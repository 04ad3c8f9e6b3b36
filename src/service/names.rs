//! What a template may read by name (template-format.md section 3), as JSON.

use serde_json::{Map, Value as Json, json};

use super::plain::plain;
use super::signing::{Signing, title};
use super::{FactsError, Printing, stationery};
use crate::area::{Level, OfficeId};
use crate::case::route;
use crate::workflow::{Definition, Output, OutputId, Purpose, Step};

/// Which of the two editions of a letter the facts are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// To be read before it is decided: what is not known yet is dotted.
    Draft,
    /// To be signed and issued: what is not known is an error.
    Final,
}

/// What stands in a draft where the letter will have a number or a name.
pub(super) const DOTS: &str = "…………";

impl Printing<'_> {
    pub(super) fn names(
        &self,
        output: &Output,
        reads: impl Fn(&str) -> bool,
        stage: Stage,
    ) -> Result<Map<String, Json>, FactsError> {
        let definition = self.model.definition;
        let mut names = Map::new();
        let mut put = |name: &str, value: &dyn Fn() -> Json| {
            if reads(name) {
                names.insert(name.to_owned(), value());
            }
        };
        for field in &definition.fields {
            if let Some(value) = self.case.value(&field.id) {
                put(field.id.as_str(), &|| plain(value, Some(&field.kind), self.directory));
            }
        }
        put("purpose", &|| self.purpose());
        put("office", &|| self.settings(definition));
        for other in &definition.outputs {
            if let Some(drawn) = self.drawn(&other.id, other.id == output.id, stage) {
                put(other.id.as_str(), &|| drawn.clone());
            }
        }
        for step in steps_of(definition, output) {
            if reads(step.id.as_str())
                && let Some(who) = self.signing(output, step, stage)?
            {
                names.insert(step.id.to_string(), Self::step(output, step, &who));
            }
        }
        // Ages are counted on the day of submission, which the helper `age` reads here.
        let today = self.case.submitted.unwrap_or(self.day);
        names.insert("today".into(), json!(today.to_string()));
        names.insert("office_of".into(), self.offices());
        Ok(names)
    }

    fn purpose(&self) -> Json {
        match &self.case.pin {
            Some(pin) => {
                let words = match pin.purpose {
                    Purpose::New => "baru",
                    Purpose::Renewal => "perpanjangan",
                    Purpose::Correction => "perbaikan",
                };
                json!({ "key": pin.purpose.key(), "words": words })
            }
            None => Json::Null,
        }
    }

    fn settings(&self, definition: &Definition) -> Json {
        let pinned = |setting: &crate::workflow::Setting| {
            let pin = self.case.pin.as_ref().and_then(|pin| pin.settings.get(&setting.id));
            let value = pin.or_else(|| self.model.settings.get(&setting.id));
            let value = value.unwrap_or(&setting.default);
            (setting.id.to_string(), plain(value, Some(&setting.kind), self.directory))
        };
        Json::Object(definition.settings.iter().map(pinned).collect())
    }

    /// Number and date of an output that was numbered.
    fn drawn(&self, output: &OutputId, own: bool, stage: Stage) -> Option<Json> {
        let number = self.case.outputs.get(output).and_then(|state| state.number.as_ref());
        match number {
            Some(drawn) => Some(json!({ "number": drawn.number, "date": drawn.date.to_string() })),
            None if own && stage == Stage::Draft => {
                Some(json!({ "number": DOTS, "date": self.day.to_string() }))
            }
            None => None,
        }
    }

    fn step(output: &Output, step: &Step, who: &Signing) -> Json {
        let mut names = json!({
            "name": who.name,
            "title": who.title,
            "office": who.office,
            "right": who.right,
            "rank": who.rank.as_deref().unwrap_or_default(),
            "nip": who.nip.as_deref().unwrap_or_default(),
        });
        // The date of a step that signs stands in its signature, never on the letter.
        if let (false, Some(date)) = (output.signers.contains(&step.id), who.date) {
            names["date"] = json!(date.to_string());
        }
        names
    }

    /// The offices of the route, from the province down.
    fn offices(&self) -> Json {
        let mut offices = Map::new();
        for level in Level::ALL {
            let area = route(self.model.definition, self.case, level);
            let office = area.and_then(|area| self.directory.office(&OfficeId::from(&area)));
            let Some(office) = office else { continue };
            let mut names = Map::new();
            let parts = [
                ("name", &office.name),
                ("called", &office.kind),
                ("head", &office.head),
                ("address", &office.address),
                ("phone", &office.phone),
                ("email", &office.email),
            ];
            for (part, text) in parts {
                names.insert(part.into(), json!(text));
            }
            if level >= Level::Kelurahan {
                for (part, setting, own) in [
                    ("logo", stationery::LOGO, stationery::EMBLEM),
                    ("logo_right", stationery::LOGO_RIGHT, stationery::NONE),
                ] {
                    let set = self.letter_setting(&office.id, setting).unwrap_or(own);
                    if set != stationery::NONE || own != stationery::NONE {
                        names.insert(part.into(), json!(set));
                    }
                }
            }
            names.insert("title".into(), json!(title(office)));
            offices.insert(level.key().into(), Json::Object(names));
        }
        Json::Object(offices)
    }
}

/// The steps that a letter may name: up to its last signer, or up to the step that makes it.
pub(super) fn steps_of<'a>(definition: &'a Definition, output: &Output) -> &'a [Step] {
    let index = |step: &crate::workflow::StepId| definition.index(step.as_str());
    let last = output.signers.iter().filter_map(index).max();
    let last = last.or_else(|| output.at.as_ref().and_then(index));
    match last {
        Some(last) => &definition.steps[..=last],
        None => &definition.steps,
    }
}
