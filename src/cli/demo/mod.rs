//! `alursurat demo`: an invented town hall, a complaint and birth letters from the form to the PDF,
//! then the pages to try it oneself.

mod complaint;
mod keys;
mod serve;
mod setup;
mod story;
mod town;

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;

use super::folders::{Folders, calendars};
use crate::desk::{Desk, Parts, publish_own};
use crate::origin::{Clock, Ids};
use crate::service::Catalogue;
use crate::store::Store;

/// The demonstration speaks Indonesian, as the people do whom it shows.
const HELP: &str = "\
Memperagakan satu pengaduan dan dua surat kelahiran di kota rekaan, lalu membuka
halamannya.

Cara pakai: alursurat demo [PILIHAN]

  --data FOLDER       Folder data; disimpan, jadi peragaan berikutnya memakai nomor
                      berikutnya (demo-data)
  --out FOLDER        Folder surat jadi dan demo-root.pem (out)
  --listen ALAMAT     Alamat halaman (127.0.0.1:8080)
  --no-serve          Berhenti setelah surat jadi, tanpa membuka halaman
  --database-url URL  Memakai PostgreSQL (postgres://...), bukan SQLite
  --workflows FOLDER  Folder definisi (workflows)
  --templates FOLDER  Folder templat surat (letter-templates)
  --calendars FOLDER  Folder kalender (calendars)
  -h, --help          Menampilkan bantuan ini
";

/// Runs a birth letter through an invented town hall, then serves its pages.
#[derive(Debug, clap::Args)]
#[command(override_help = HELP)]
pub struct Args {
    /// Folder of the demonstration's data; kept, so that a second run draws the next numbers.
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    /// Folder for the signed letters and demo-root.pem.
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// Address of the pages.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// End when the letters are made, without serving pages.
    #[arg(long)]
    no_serve: bool,
    /// PostgreSQL instead of the SQLite file in the data folder (postgres://...).
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    #[command(flatten)]
    folders: Folders,
}

/// What the parts of the demonstration share.
struct Demo<'a> {
    args: &'a Args,
    desk: Desk,
    store: Store,
    people: setup::People,
    clock: Arc<dyn Clock>,
}

/// Runs the command, telling each step to `out`.
pub fn run(args: &Args, out: &mut dyn Write, clock: Arc<dyn Clock>) -> anyhow::Result<u8> {
    let runtime = tokio::runtime::Runtime::new().context("mesin tidak dapat dijalankan")?;
    runtime.block_on(demo(args, out, clock))?;
    Ok(0)
}

async fn demo(args: &Args, out: &mut dyn Write, clock: Arc<dyn Clock>) -> anyhow::Result<()> {
    fs::create_dir_all(&args.out)
        .with_context(|| format!("folder {} tidak dapat dibuat", args.out.display()))?;
    // The address is taken first: a port that is in use is told before anything is written.
    let listener = if args.no_serve {
        None
    } else {
        Some(tokio::net::TcpListener::bind(args.listen).await.with_context(|| {
            format!("alamat {} tidak dapat dipakai; pilih alamat lain dengan --listen", args.listen)
        })?)
    };
    let address = match &listener {
        Some(listener) => listener.local_addr()?,
        None => args.listen,
    };
    let store = Store::open(&args.data, args.database_url.as_deref()).await?;
    let catalogue = Catalogue::read(&args.folders.workflows, &args.folders.templates)?;
    let calendars = calendars(&args.folders.calendars)?;
    publish_own(&store, &catalogue, calendars, clock.now()).await?;
    let desk = Desk::start(Parts {
        store: store.clone(),
        catalogue: Catalogue::default(),
        holidays: Arc::default(),
        clock: Arc::clone(&clock),
        ids: Ids::system(),
        data: args.data.clone(),
        public_url: format!("http://{address}"),
    })
    .await?;
    let people = setup::people(&desk, &store, clock.now()).await?;
    let demo = Demo { args, desk, store, people, clock: Arc::clone(&clock) };
    demo.tell(out).await?;
    if let Some(listener) = listener {
        demo.serve(listener, out, clock).await?;
    }
    demo.desk.close().await;
    demo.store.close().await;
    Ok(())
}
