//! The pages of the demonstration, with a link for each persona.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::keys::{PASSPHRASE, PIN};
use super::{Demo, town};
use crate::area::{AreaCode, Level};
use crate::calendar::Zone;
use crate::origin::Clock;
use crate::web::{Persona, WebSettings, router};

/// How long the persona links are good.
const LINKS: SignedDuration = SignedDuration::from_hours(24 * 7);
/// So long whoever is being served may take when the demo is told to end.
const GRACE: Duration = Duration::from_secs(10);
/// How often the desk looks for deadlines that have passed.
const TICK: Duration = Duration::from_secs(30);

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
        let pages = router(
            self.desk.clone(),
            WebSettings {
                public_url: url,
                demo_personas: Some(personas),
                place: "Kota Probolinggo (contoh)".to_owned(),
                help: "Kantor Kelurahan Jati, (0335) 555-0104".to_owned(),
                zone: Zone::Wib,
                areas: areas()?,
            },
        );
        let desk = self.desk.clone();
        let ticker = tokio::spawn(async move {
            loop {
                tokio::time::sleep(TICK).await;
                if let Err(error) = desk.tick().await {
                    tracing::warn!(%error, "deadlines were not looked at");
                }
            }
        });
        let pages = pages.into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(listener, pages).with_graceful_shutdown(told_to_end());
        tokio::select! {
            ended = served => ended?,
            () = overdue() => {}
        }
        ticker.abort();
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

/// Whoever is still sending after this time, or at a second Ctrl-C, is cut off.
async fn overdue() {
    told_to_end().await;
    tokio::select! {
        () = tokio::time::sleep(GRACE) => {}
        () = told_to_end() => {}
    }
}

/// Ctrl-C, or SIGTERM from a service manager.
async fn told_to_end() {
    let interrupt = async { tokio::signal::ctrl_c().await.is_ok() };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await.is_some(),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<bool>();
    tokio::select! {
        _ = interrupt => {}
        _ = terminate => {}
    }
}
