//! `alursurat serve`: everything of an office in one process.

use std::io::{IsTerminal as _, Write};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::net::TcpListener;

use super::folders::{Data, wait_for};
use super::publish;
use super::serving::{Serving, Tls};
use super::settings::Settings;
use crate::area::{AreaCode, Level};
use crate::desk::{Desk, Parts};
use crate::origin::{Clock, Ids};
use crate::service::Catalogue;
use crate::store::Store;

/// What `serve` is given.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  alursurat serve
  alursurat serve --config /etc/alursurat/alursurat.toml
  alursurat serve --publish --by 198503032010011011 --reason \"Perwali 9/2026\"")]
pub struct Args {
    /// The settings; docs/settings.md explains them. `ALURSURAT_PUBLIC_URL` and its like stand above
    /// the file.
    #[arg(long, value_name = "FILE", default_value = "alursurat.toml")]
    config: PathBuf,
    /// First check and publish what the folders under [publish] hold, as `alursurat publish` does.
    #[arg(long, requires_all = ["by", "reason"])]
    publish: bool,
    #[command(flatten)]
    who: publish::Publisher,
}

/// Runs the command until it is told to end, and writes to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write, clock: Arc<dyn Clock>) -> anyhow::Result<u8> {
    let settings = Settings::read(&args.config, std::env::vars())?;
    log(&settings.log)?;
    wait_for(serve(args, settings, out, clock))
}

async fn serve(
    args: &Args,
    mut settings: Settings,
    out: &mut dyn Write,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<u8> {
    // What would keep pages from being served is told before anything is opened.
    let tls = settings.tls().map(Tls::read).transpose()?;
    settings.web(Vec::new())?;
    settings.channels.check()?;
    // A second process hears who has the folder, rather than that the address is taken.
    let data = settings.store()?;
    let store = data.open().await?;
    let listener = TcpListener::bind(settings.listen).await.with_context(|| {
        format!("the address {} cannot be used; set another as `listen`", settings.listen)
    })?;
    settings.listen = listener.local_addr()?;
    let desk = open(&data, &store, &settings, Arc::clone(&clock)).await?;
    let mut status = 0;
    if args.publish {
        status = match publish::Found::sound(&settings.folders(), out)? {
            Some(found) => {
                found.publish((&store, &desk), Some(&args.who), out, clock.now()).await?
            }
            None => 1,
        };
    }
    if status == 0 {
        let web = settings.web(areas(&store).await?)?;
        tell(out, &store, &web.public_url).await?;
        let grace = settings.grace();
        let (desk, channels) = (desk.clone(), settings.channels.clone());
        Serving { desk, listener, tls, web, channels, clock, grace }.until_told().await;
    }
    desk.close().await;
    store.close().await;
    if status == 0 {
        writeln!(out, "Ended: all that was accepted is stored.")?;
    }
    Ok(status)
}

async fn open(
    data: &Data,
    store: &Store,
    settings: &Settings,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Desk> {
    let desk = Desk::start(Parts {
        store: store.clone(),
        catalogue: Catalogue::default(),
        holidays: Arc::default(),
        clock,
        ids: Ids::system(),
        data: data.data.clone(),
        public_url: settings.public_url(),
    });
    Ok(desk.await?)
}

async fn tell(out: &mut dyn Write, store: &Store, url: &str) -> anyhow::Result<()> {
    let services = store.current_definitions().await?.len();
    writeln!(out, "Serving {url} with {services} published services.")?;
    if services == 0 {
        writeln!(out, "No service is published yet: stop, and run `alursurat publish`.")?;
    }
    out.flush()?;
    Ok(())
}

/// The kelurahan and desa that an address may lie in, with the names that people choose from.
async fn areas(store: &Store) -> anyhow::Result<Vec<(AreaCode, String)>> {
    let directory = store.directory().await?;
    let mut areas: Vec<_> = directory
        .offices()
        .filter_map(|office| Some((office.id.area()?, office.name.clone())))
        .filter(|(area, _)| area.level() == Level::Kelurahan)
        .collect();
    areas.sort_by(|(_, a), (_, b)| a.cmp(b));
    Ok(areas)
}

/// What happens is told on standard error, where the service manager reads it.
fn log(filter: &str) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(filter)
        .with_context(|| format!("`log` is {filter:?}; write info, warn or debug"))?;
    let told = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let told = told.with_ansi(std::io::stderr().is_terminal());
    // Somebody in this process may have begun a log before.
    let _ = told.try_init();
    Ok(())
}
