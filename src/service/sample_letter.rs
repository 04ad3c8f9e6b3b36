//! What a letter is tried with before there is a case: sample answers, invented offices and officials.

use jiff::civil::date;
use serde_json::Value as Json;

use super::sample::{AREA, NAMES};
use super::world::{HOLDERS, World};
use super::{Coverage, Printing, Scenario, Service, Stage, play};
use crate::area::{AreaCode, Directory, Level, Office, OfficeId, Officer};
use crate::letter::Facts;
use crate::origin::PersonId;
use crate::workflow::OutputId;

/// Offices from the town down: what they are called, who heads them, their names.
const OFFICES: [(Level, &str, &str, &str); 5] = [
    (Level::Kabupaten, "Kota", "Wali Kota", "Contoh"),
    (Level::Kecamatan, "Kecamatan", "Camat", "Mekarsari"),
    (Level::Kelurahan, "Kelurahan", "Lurah", "Sidomaju"),
    (Level::Rw, "RW", "Ketua RW", "RW 005"),
    (Level::Rt, "RT", "Ketua RT", "RT 003"),
];

impl Service {
    /// Facts for a draft of a letter: the fields by kind and example. Of the scenarios, which decide what is filled
    /// and who has approved, the one that fills most is taken; none where no scenario passes.
    pub fn sample_facts(&self, output: &OutputId) -> Option<Facts> {
        let filled =
            self.scenarios.iter().filter_map(|scenario| self.facts_after(scenario, output));
        filled.max_by_key(|facts| facts.names.values().map(values).sum::<usize>())
    }

    fn facts_after(&self, scenario: &Scenario, output: &OutputId) -> Option<Facts> {
        let played = play(&self.definition, scenario, &mut Coverage::default()).ok()?;
        let world = World::new(&self.definition, &scenario.office, &scenario.seats);
        let directory = Directory::new(1, offices(), self.officers(), Vec::new());
        world.model(&played.case, |model| {
            let printing = Printing {
                model: *model,
                case: &played.case,
                directory: &directory,
                service: self,
                day: date(2026, 11, 20),
                check_url: "https://surat.contoh.example/v/0000-0000-0000-0",
            };
            printing.facts(output, Stage::Draft).ok()
        })
    }

    /// The people who act in scenarios, with names.
    fn officers(&self) -> Vec<Officer> {
        let names = NAMES.iter().cycle().skip(2);
        let officer = |(nth, name): (usize, &&str)| Officer {
            id: PersonId(uuid::Uuid::from_u128(HOLDERS + nth as u128)),
            name: format!("{name}, S.Sos."),
            rank: Some("Penata Tingkat I (III/d)".to_owned()),
            nip: Some(format!("19810305200501{:04}", 2001 + nth)),
        };
        names.take(self.definition.steps.len()).enumerate().map(officer).collect()
    }
}

fn offices() -> Vec<Office> {
    let home = AREA.parse::<AreaCode>().ok();
    let deeper = home.as_ref().and_then(|home| format!("{home}.005.003").parse::<AreaCode>().ok());
    let office = |(level, kind, head, name): &(Level, &str, &str, &str)| {
        let area = deeper.as_ref()?.at(*level)?;
        Some(Office {
            id: OfficeId::from(&area),
            name: (*name).to_owned(),
            kind: (*kind).to_owned(),
            head: (*head).to_owned(),
            code: name.to_uppercase(),
            address: "Jalan Contoh Nomor 1".to_owned(),
            phone: "(0335) 000000".to_owned(),
            email: "surat@contoh.example".to_owned(),
            ..Office::default()
        })
    };
    OFFICES.iter().filter_map(office).collect()
}

/// How many values stand in a fact.
fn values(fact: &Json) -> usize {
    match fact {
        Json::Array(rows) => rows.iter().map(values).sum(),
        Json::Object(parts) => parts.values().map(values).sum(),
        _ => 1,
    }
}
