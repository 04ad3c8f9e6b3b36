//! `alursurat demo`: an invented town hall, a complaint and six letters from the form to the PDF,
//! then the pages to try it oneself; or one case of any service, as a request file says.

mod acting;
mod answers;
mod cast;
mod complaint;
mod ending;
mod invented;
mod keys;
mod messages;
mod others;
mod player;
mod request;
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

use super::check::sound;
use super::folders::{Folders, calendars};
use crate::desk::{Desk, Parts, publish_own};
use crate::origin::{Clock, Ids};
use crate::service::Catalogue;
use crate::store::Store;
use crate::workflow::Finding;

use request::{Asked, holidays};

/// The demonstration speaks Indonesian, as the people do whom it shows.
const HELP: &str = "\
Memperagakan satu pengaduan dan enam surat di kota rekaan (kelahiran, kematian,
usaha, SKCK), lalu membuka halamannya.

Cara pakai: alursurat demo [PILIHAN]

  --data FOLDER       Folder data; disimpan, jadi peragaan berikutnya memakai nomor
                      berikutnya (demo-data). Pesan untuk warga dan petugas ditulis
                      ke dalam messages di folder ini
  --out FOLDER        Folder surat jadi dan demo-root.pem (out)
  --listen ALAMAT     Alamat halaman (127.0.0.1:8080)
  --request BERKAS    Menjalankan permohonan dari berkas ini (boleh berulang), bukan
                      peragaan itu, lalu berhenti; lihat docs/definition-format.md
                      bagian 10
  --no-serve          Berhenti setelah surat jadi, tanpa membuka halaman
  --database-url URL  Memakai PostgreSQL (postgres://...), bukan SQLite
  --workflows FOLDER  Folder definisi (workflows)
  --templates FOLDER  Folder templat surat (letter-templates)
  --calendars FOLDER  Folder kalender (calendars)
  -h, --help          Menampilkan bantuan ini

Contoh:
  alursurat demo
  alursurat demo --request docs/examples/birth-request.yaml

Status akhir: 0 selesai, 1 ada yang perlu diperbaiki dalam berkas, 2 tidak dapat dijalankan.
";

/// Runs a complaint and six letters through an invented town hall, then serves its pages.
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
    /// A request file to play instead of the story; may be given several times.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    request: Vec<PathBuf>,
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

/// Runs the command, telling each step to `out`; the exit status.
pub fn run(args: &Args, out: &mut dyn Write, clock: Arc<dyn Clock>) -> anyhow::Result<u8> {
    let runtime = tokio::runtime::Runtime::new().context("mesin tidak dapat dijalankan")?;
    runtime.block_on(async {
        if args.request.is_empty() {
            demo(args, out, clock).await.map(|()| 0)
        } else {
            requests(args, out, clock).await
        }
    })
}

async fn demo(args: &Args, out: &mut dyn Write, clock: Arc<dyn Clock>) -> anyhow::Result<()> {
    out_folder(args)?;
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
    let demo = Demo::open(args, &store, Arc::clone(&clock), address).await?;
    demo.tell(out, &catalogue).await?;
    if let Some(listener) = listener {
        demo.serve(listener, out, clock).await?;
    }
    demo.desk.close().await;
    store.close().await;
    Ok(())
}

/// Plays request files one after the other in the same town; 1 where something is not as it
/// should be.
async fn requests(args: &Args, out: &mut dyn Write, clock: Arc<dyn Clock>) -> anyhow::Result<u8> {
    let Some(catalogue) = sound(&args.folders.workflows, &args.folders.templates, out)? else {
        return Ok(1);
    };
    let calendars = calendars(&args.folders.calendars)?;
    let asked = match Asked::read(&args.request, &catalogue, &*clock)? {
        Ok(asked) => asked,
        Err(findings) => return tell(out, &findings),
    };
    out_folder(args)?;
    let store = Store::open(&args.data, args.database_url.as_deref()).await?;
    let holidays = holidays(&calendars)?;
    publish_own(&store, &catalogue, calendars, clock.now()).await?;
    let mut findings = Vec::new();
    for one in &asked {
        let demo = Demo::open(args, &store, one.clock(&clock), args.listen).await?;
        findings.extend(demo.request(out, one, &holidays).await?);
        demo.deliver().await?;
        demo.desk.close().await;
        keys::export_root(demo.desk.keys(), &args.out)?;
    }
    store.close().await;
    tell(out, &findings)
}

fn tell(out: &mut dyn Write, findings: &[Finding]) -> anyhow::Result<u8> {
    for finding in findings {
        writeln!(out, "\n{finding}")?;
    }
    Ok(u8::from(!findings.is_empty()))
}

fn out_folder(args: &Args) -> anyhow::Result<()> {
    fs::create_dir_all(&args.out)
        .with_context(|| format!("folder {} tidak dapat dibuat", args.out.display()))
}

impl<'a> Demo<'a> {
    /// The town over a store, with the desk of its offices.
    async fn open(
        args: &'a Args,
        store: &Store,
        clock: Arc<dyn Clock>,
        address: SocketAddr,
    ) -> anyhow::Result<Self> {
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
        let people = setup::people(store, clock.now()).await?;
        setup::keys(&desk, &people, clock.now())?;
        setup::pins(&desk, store, &people, clock.now()).await?;
        Ok(Self { args, desk, store: store.clone(), people, clock })
    }
}
