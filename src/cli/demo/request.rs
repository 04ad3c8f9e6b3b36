//! `alursurat demo --request FILE`: one case of any service from a request file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use super::player::Player;
use super::{Demo, town};
use crate::area::{AreaCode, Level, OfficeId, Right, Seat};
use crate::calendar::{Calendar, Holidays};
use crate::desk::{SetOffice, set_office};
use crate::origin::{Clock, FixedClock};
use crate::service::{Catalogue, Line, RequestFile};
use crate::workflow::{Expect, FieldId, FieldKind, Finding, Holder, Starter, Value};

/// A request file with the folder that its papers lie in.
pub struct Asked {
    file: RequestFile,
    folder: PathBuf,
    /// The clock that it runs on, where that can be moved.
    clock: Option<Arc<FixedClock>>,
}

impl Asked {
    /// Reads request files; the findings of all of them are told at once.
    pub fn read(
        paths: &[PathBuf],
        catalogue: &Catalogue,
        now: &dyn Clock,
    ) -> anyhow::Result<Result<Vec<Self>, Vec<Finding>>> {
        let (mut asked, mut findings) = (Vec::new(), Vec::new());
        for path in paths {
            let text = crate::cli::folders::text(path)?;
            let name = path.display().to_string();
            let folder = path.parent().map(Path::to_owned).unwrap_or_default();
            match Self::of(&name, folder, &text, (catalogue, now))? {
                Ok(one) => asked.push(one),
                Err(found) => findings.extend(found),
            }
        }
        Ok(if findings.is_empty() { Ok(asked) } else { Err(findings) })
    }

    /// Reads one request; its papers lie in `folder`.
    pub fn of(
        name: &str,
        folder: PathBuf,
        text: &str,
        (catalogue, now): (&Catalogue, &dyn Clock),
    ) -> anyhow::Result<Result<Self, Vec<Finding>>> {
        Ok(RequestFile::read((name, &folder), text, catalogue, areas()?).map(|file| {
            let waits = file.scenario.lines.iter().any(|(_, l)| matches!(l, Line::Wait(_)));
            let start = file.request.at.or_else(|| waits.then(|| now.now()));
            let clock = start.map(|start| Arc::new(FixedClock::new(start)));
            Self { file, folder, clock }
        }))
    }

    /// The clock that it runs on.
    pub fn clock(&self, real: &Arc<dyn Clock>) -> Arc<dyn Clock> {
        match &self.clock {
            Some(clock) => Arc::clone(clock) as Arc<dyn Clock>,
            None => Arc::clone(real),
        }
    }
}

/// The kelurahan of the town, by name.
fn areas() -> anyhow::Result<Vec<(AreaCode, String)>> {
    let offices = town::offices()?.into_iter();
    let named = offices.filter_map(|office| Some((office.id.area()?, office.name)));
    Ok(named.filter(|(area, _)| area.level() == Level::Kelurahan).collect())
}

impl Demo<'_> {
    /// Plays one request; what came out otherwise than it should.
    pub(super) async fn request(
        &self,
        out: &mut dyn Write,
        asked: &Asked,
        holidays: &Arc<Holidays>,
    ) -> anyhow::Result<Vec<Finding>> {
        let request = &asked.file.request;
        let definition = &request.service;
        let applicant = self.account(&request.person).await?;
        writeln!(out, "{} untuk {}:", definition.title, applicant.name)?;
        let mut answers = request.answers.clone();
        self.about_the_applicant(&mut answers, asked, &applicant).await?;
        let mut player = Player {
            demo: self,
            file: &asked.file,
            folder: asked.folder.clone(),
            clock: asked.clock.clone(),
            calendar: Calendar::new("", Arc::clone(holidays)),
            applicant,
            answers,
            edits: BTreeMap::new(),
            case: None,
            last: None,
            kept: BTreeSet::new(),
            told: 0,
        };
        if let Some(city) = player.unit(Level::Kabupaten) {
            player.calendar = Calendar::new(city.as_str(), Arc::clone(holidays));
        }
        self.enroll(&player).await?;
        self.set(&player, asked).await?;
        match player.play(out).await? {
            Err(findings) => Ok(findings),
            Ok(played) => {
                self.ending(out, &player).await?;
                let unmet = asked.file.unmet(&played);
                if unmet.is_empty() && asked.file.scenario.expect != Expect::default() {
                    writeln!(out, "  Hasilnya seperti yang diharapkan.")?;
                }
                Ok(unmet)
            }
        }
    }

    /// What the form asks about the applicant: as the file says, and where it is silent as the
    /// account knows.
    async fn about_the_applicant(
        &self,
        answers: &mut BTreeMap<FieldId, Value>,
        asked: &Asked,
        applicant: &crate::desk::Who,
    ) -> anyhow::Result<()> {
        let id = FieldId::from("applicant");
        let field = asked.file.request.service.field("applicant");
        let Some(FieldKind::Person { ask, .. }) = field.map(|field| &field.kind) else {
            return Ok(());
        };
        let known = self.store.person(applicant.person).await?.and_then(|person| person.profile);
        let mut parts = match known.map(serde_json::from_value).transpose()? {
            Some(Value::Person(parts)) => parts,
            _ => super::setup::profile("", "", ""),
        };
        let person = &asked.file.request.person;
        let told = [
            ("name", Some(&person.name)),
            ("nik", person.nik.as_ref()),
            ("phone", person.phone.as_ref()),
        ];
        for (part, text) in told {
            parts.extend(text.map(|text| (part.into(), Value::Text(text.clone()))));
        }
        if let Some(Value::Person(given)) = answers.get(&id) {
            if given.contains_key("passport") {
                parts.retain(|part, _| !matches!(&**part, "nik" | "kk"));
            }
            parts.extend(given.clone());
        }
        let asks = |part: &str| ask.iter().any(|one| one.key() == part) || part == "passport";
        parts.retain(|part, value| asks(part) && *value != Value::Text("".into()));
        answers.insert(id, Value::Person(parts));
        Ok(())
    }

    /// Where only staff may start the service, the applicant sits on the first seat that may.
    async fn enroll(&self, player: &Player<'_>) -> anyhow::Result<()> {
        let mut staff = Vec::new();
        for by in &player.definition().start.by {
            match by {
                Starter::Staff(holder) => staff.push(holder.clone()),
                Starter::AnyStaff(role) => {
                    staff.push(Holder::Level { role: role.clone(), level: Level::Kabupaten });
                }
                _ => return Ok(()),
            }
        }
        let seat = staff.first().and_then(|holder| player.seats(&[holder], None).pop_first());
        let Some(seat) = seat else { return Ok(()) };
        self.sit(player.applicant.person, &seat, player.office_day()).await
    }

    /// What the office sets: what the file says, and the default for everything else.
    async fn set(&self, player: &Player<'_>, asked: &Asked) -> anyhow::Result<()> {
        let Some(unit) = player.unit(Level::Kelurahan) else { return Ok(()) };
        let office = OfficeId::from(&unit);
        let seat = Seat::new("head", office.clone());
        let city = player.unit(Level::Kabupaten);
        self.fill(&BTreeSet::from([seat.clone()]), city.as_ref(), player.office_day()).await?;
        let person = self.acting(&seat, Right::Own, "", player.office_day()).await?;
        let written = &asked.file.request.scenario.office;
        let settings = player.definition().settings.iter().map(|setting| {
            let value = written.iter().find(|(id, _)| **id == *setting.id.as_str());
            (setting.id.to_string(), value.map(|(_, value)| value.text.to_string()))
        });
        let set = SetOffice {
            service: Some(player.definition().id.to_string()),
            values: settings.collect(),
            basis: "Peraturan Wali Kota 9/2024 (contoh)".to_owned(),
            person,
            office: office.clone(),
        };
        // Of two changes the later one counts, and clocks of requests start where their files say.
        let last = self.store.setting_changes(&office.0).await?.into_iter().map(|one| one.at).max();
        let next = last.and_then(|at| at.checked_add(jiff::SignedDuration::from_micros(1)).ok());
        let at = next.map_or(self.clock.now(), |next| next.max(self.clock.now()));
        set_office(&self.store, &set, at).await.context("pengaturan kantor tidak diterima")?;
        Ok(())
    }
}

/// The holidays of a folder of calendars.
pub fn holidays(calendars: &BTreeMap<String, String>) -> anyhow::Result<Arc<Holidays>> {
    let mut holidays = Holidays::default();
    for (name, text) in calendars {
        holidays.read(name, text)?;
    }
    Ok(Arc::new(holidays))
}
