//! The pages of the demonstration, with a link for each persona.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::keys::{PASSPHRASE, PIN};
use super::{Demo, town};
use crate::area::{AreaCode, Level};
use crate::calendar::Zone;
use crate::cli::serving::Serving;
use crate::origin::Clock;
use crate::web::{Persona, WebSettings};

/// How long the persona links are good.
const LINKS: SignedDuration = SignedDuration::from_hours(24 * 7);
/// So long whoever is being served may take when the demo is told to end.
const GRACE: Duration = Duration::from_secs(10);

impl Demo<'_> {
    /// Serves the pages until the process is told to end.
    pub(super) async fn serve(
        &self,
        listener: tokio::net::TcpListener,
        out: &mut dyn Write,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<()> {
        let url = format!("http://{}", listener.local_addr()?);
        let expires = clock.now().saturating_add(LINKS).unwrap_or(Timestamp::MAX);
        let mut personas = Vec::new();
        for (persona, person) in
            town::PEOPLE.iter().filter_map(|persona| self.people.get(persona.key).copied())
        {
            let token = self.desk.invite(person, expires).await?;
            let (role, note) = persona.note.split_once(", ").unwrap_or((persona.note, ""));
            personas.push(Persona {
                name: persona.name.to_owned(),
                role: role.to_owned(),
                note: note.to_owned(),
                path: format!("/masuk/{token}"),
            });
        }
        writeln!(out, "\nBuka {url} di peramban, atau masuk langsung sebagai:")?;
        for persona in &personas {
            let Persona { name, role, note, path } = persona;
            let said = if note.is_empty() { role.clone() } else { format!("{role}, {note}") };
            writeln!(out, "  {name:<32} {said:<58} {url}{path}")?;
        }
        writeln!(out, "Frasa sandi tanda tangan (lurah dan camat): {PASSPHRASE}")?;
        writeln!(out, "PIN Ketua RT dan Ketua RW: {PIN}")?;
        writeln!(out, "Tekan Ctrl-C untuk berhenti.")?;
        out.flush()?;
        let web = WebSettings {
            public_url: url,
            demo_personas: Some(personas),
            place: "Kota Probolinggo (contoh)".to_owned(),
            help: "Kantor Kelurahan Jati, (0335) 555-0104".to_owned(),
            zone: Zone::Wib,
            areas: areas()?,
            ..WebSettings::default()
        };
        let (desk, channels) = (self.desk.clone(), self.channels());
        Serving { desk, listener, tls: None, web, channels, clock, grace: GRACE }
            .until_told()
            .await;
        Ok(())
    }
}

/// The kelurahan that an address may lie in.
fn areas() -> anyhow::Result<Vec<(AreaCode, String)>> {
    let mut areas = Vec::new();
    for office in town::offices()? {
        let Some(area) = office.id.area() else { continue };
        if area.level() == Level::Kelurahan {
            areas.push((area, office.name));
        }
    }
    areas.sort_by(|(_, a), (_, b)| a.cmp(b));
    Ok(areas)
}
