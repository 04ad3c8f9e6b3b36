//! A town with somebody on every seat that the services name, and a desk that runs them all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alursurat::area::{Appointment, AppointmentKind, Seat};
use alursurat::calendar::{Calendar, Holidays};
use alursurat::desk::{Desk, Parts, Who, publish_own};
use alursurat::origin::{Clock as _, FixedClock, Ids, PersonId};
use alursurat::service::Catalogue;
use alursurat::signature::{Algorithm, DemoAuthority, Holder, Trust};
use alursurat::store::{DirectoryChange, Person, Store};
use alursurat::workflow::Proof;
use jiff::SignedDuration;
use zeroize::Zeroizing;

use crate::support::{Database, databases, day, office, person};

pub const PASSPHRASE: &str = "frasa-contoh-2026";
pub const RESIDENT: &str = "081100009901";
pub const NEIGHBOUR: &str = "081100009902";

/// An office with the roles of its people.
type Staffed = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const OFFICES: [Staffed; 11] = [
    ("35.74.03.1004.005.003", "003", "RT", "Ketua RT", &["head", "secretary"]),
    ("35.74.03.1004.005", "005", "RW", "Ketua RW", &["head", "secretary", "cadre"]),
    (
        "35.74.03.1004",
        "Jati",
        "Kelurahan",
        "Lurah",
        &["head", "secretary", "officer", "social", "section", "babinsa", "bhabinkamtibmas"],
    ),
    (
        "35.74.03",
        "Mayangan",
        "Kecamatan",
        "Camat",
        &["head", "officer", "land", "trantib", "welfare"],
    ),
    ("35.74", "Probolinggo", "Kota", "Wali Kota", &["head", "complaints", "legal", "press"]),
    ("dinas-pu", "Pekerjaan Umum", "Dinas", "Kepala Dinas", &["head", "officer"]),
    ("dinas-lh", "Lingkungan Hidup", "Dinas", "Kepala Dinas", &["head", "officer"]),
    ("dinas-hub", "Perhubungan", "Dinas", "Kepala Dinas", &["head", "officer"]),
    ("diskominfo", "Komunikasi", "Dinas", "Kepala Dinas", &["head", "officer"]),
    ("bagian-organisasi", "Organisasi", "Bagian", "Kepala Bagian", &["head", "officer"]),
    ("inspektorat", "Kota", "Inspektorat", "Inspektur", &["head", "officer"]),
];

/// Who signs, beside the heads of kelurahan and kecamatan.
const SIGNERS: [&str; 3] = ["head@35.74.03.1004", "head@35.74.03", "land@35.74.03"];

pub struct Hall {
    pub desk: Desk,
    pub store: Store,
    pub clock: Arc<FixedClock>,
    pub calendar: Calendar,
    seats: BTreeMap<Seat, PersonId>,
    data: PathBuf,
    url: Option<String>,
}

fn catalogue(folder: &str) -> Catalogue {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    Catalogue::read(&root.join("workflows"), &root.join("letter-templates")).unwrap()
}

fn resident(id: PersonId, name: &str, nik: &str, phone: &str) -> Person {
    Person { nik: Some(nik.to_owned()), phone: Some(phone.to_owned()), ..person(id, name) }
}

impl Hall {
    async fn open(database: &Database) -> Self {
        let clock = Arc::new(FixedClock::new("2026-11-16T01:00:00Z".parse().unwrap()));
        let (store, ids) = (database.open().await, Ids::seeded(41));
        let now = clock.now();
        publish_own(&store, &catalogue("tests/services"), BTreeMap::new(), now).await.unwrap();
        let desk = Desk::start(Parts {
            store: store.clone(),
            catalogue: catalogue(""),
            holidays: Arc::new(Holidays::default()),
            clock: Arc::clone(&clock) as _,
            ids: ids.clone(),
            data: database.folder().to_owned(),
            public_url: "http://contoh.example".to_owned(),
        });
        let desk = desk.await.unwrap();
        let mut change = DirectoryChange::default();
        let mut seats = BTreeMap::new();
        for (id, name, kind, head, roles) in OFFICES {
            let mut office = office(id, name, kind, head);
            if office.id.area().is_none() {
                office.parent = Some(alursurat::area::OfficeId("35.74".to_owned()));
            }
            change.offices.push(office);
            for role in roles {
                let holder = ids.person(now);
                let seat: Seat = format!("{role}@{id}").parse().unwrap();
                change.persons.push(person(holder, &format!("Contoh {role} {name}")));
                change.appointments.push(Appointment {
                    person: holder,
                    seat: seat.clone(),
                    kind: AppointmentKind::Definitive,
                    from: day("2024-01-01"),
                    to: None,
                    basis: "SK Contoh 1/2024".to_owned(),
                });
                seats.insert(seat, holder);
            }
        }
        store.change_directory(&change).await.unwrap();
        for (name, nik, phone) in [
            ("Rina Contoh", "3574034708929901", RESIDENT),
            ("Agus Contoh", "3574032501889902", NEIGHBOUR),
        ] {
            store.put_person(&resident(ids.person(now), name, nik, phone)).await.unwrap();
        }
        let calendar = Calendar::new("35.74.03.1004", Arc::default());
        let (data, url) = (database.folder().to_owned(), database.url().map(str::to_owned));
        let hall = Self { desk, store, clock, calendar, seats, data, url };
        hall.keys();
        hall
    }

    fn keys(&self) {
        let from = self.clock.now() - SignedDuration::from_hours(24);
        let root = DemoAuthority::new("Otoritas Contoh", from).unwrap();
        let passphrase = Zeroizing::new(PASSPHRASE.to_owned());
        for seat in SIGNERS {
            let holder = Holder {
                name: seat,
                organisation: "Pemerintah Kota Contoh",
                unit: "Contoh",
                serial_number: "199001012015031001",
            };
            let key = root.issue(&holder, Algorithm::P256, from, &passphrase).unwrap();
            self.desk.keys().put(self.seats[&seat.parse::<Seat>().unwrap()], &key).unwrap();
        }
        self.desk.keys().put_trust(&root.root_pem().unwrap()).unwrap();
    }

    pub fn trust(&self) -> Trust {
        Trust::from_pem(&self.desk.keys().trust().unwrap()).unwrap()
    }

    /// Publishes services and templates of a test beside those that are in force.
    pub async fn publish(&self, files: &[(&str, &str)]) {
        let folder = tempfile::tempdir().unwrap();
        let tables = folder.path().join("tables");
        std::fs::create_dir(&tables).unwrap();
        std::fs::copy("workflows/tables/roles.csv", tables.join("roles.csv")).unwrap();
        for (file, text) in files {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        let catalogue = Catalogue::read(folder.path(), folder.path()).unwrap();
        self.clock.advance(SignedDuration::from_secs(1));
        publish_own(&self.store, &catalogue, BTreeMap::new(), self.clock.now()).await.unwrap();
    }

    /// Whoever sits there tries to sign the letter; why it came to nothing.
    pub async fn sign_in_vain(&self, story: &super::story::Story<'_>, seat: &str) -> String {
        let batch = alursurat::desk::SignBatch {
            cases: vec![story.seen().await],
            fills: BTreeMap::new(),
            passphrase: Zeroizing::new(PASSPHRASE.to_owned()),
            key: self.desk.key(),
        };
        match self.desk.sign(&self.seat(seat).await, batch).await.unwrap().remove(0).result {
            alursurat::desk::SignResult::Not(why) => why,
            signed => panic!("{signed:?}"),
        }
    }

    /// A one-time code waits to be sent.
    #[expect(clippy::disallowed_methods, reason = "another part writes the row")]
    pub async fn code(&self, payload: &serde_json::Value) {
        let (id, now) = (self.desk.key(), self.clock.now().as_microsecond());
        let payload = payload.to_string();
        let columns = "INSERT INTO outbox (id, kind, payload, created_at, due_at, attempts)";
        if let Some(url) = &self.url {
            let db = sqlx::PgPool::connect(url).await.unwrap();
            let text = format!("{columns} VALUES ($1, 'code', cast($2 AS jsonb), $3, $3, 0)");
            let insert = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id).bind(payload);
            insert.bind(now).execute(&db).await.unwrap();
        } else {
            let db = rusqlite::Connection::open(self.data.join("alursurat.db")).unwrap();
            let text = format!("{columns} VALUES (?1, 'code', ?2, ?3, ?3, 0)");
            let id = id.as_bytes().as_slice();
            db.execute(&text, rusqlite::params![id, payload, now]).unwrap();
        }
    }

    /// What is left of the codes.
    #[expect(clippy::disallowed_methods, reason = "the rows are read beside the store")]
    pub async fn codes(&self) -> Vec<serde_json::Value> {
        let select = "SELECT cast(payload AS text) FROM outbox WHERE kind = 'code' ORDER BY id";
        let texts: Vec<String> = if let Some(url) = &self.url {
            let db = sqlx::PgPool::connect(url).await.unwrap();
            sqlx::query_scalar(select).fetch_all(&db).await.unwrap()
        } else {
            let db = rusqlite::Connection::open(self.data.join("alursurat.db")).unwrap();
            let mut select = db.prepare(select).unwrap();
            let rows = select.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
    }

    /// Whoever sits there, logged in.
    pub async fn seat(&self, seat: &str) -> Who {
        let seat: Seat = seat.parse().unwrap();
        self.person(*self.seats.get(&seat).unwrap_or_else(|| panic!("nobody is {seat}"))).await
    }

    pub async fn person(&self, id: PersonId) -> Who {
        let found = self.store.person(id).await.unwrap().unwrap();
        Who { person: id, name: found.name, proof: Proof::Click, only: None }
    }

    pub async fn phone(&self, phone: &str) -> Who {
        let found = self.store.persons_by_phone(phone).await.unwrap().remove(0);
        self.person(found.id).await
    }
}

/// The town on both databases.
pub fn on_both(test: impl AsyncFn(Hall)) {
    for database in databases() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let hall = Hall::open(&database).await;
            let (desk, store) = (hall.desk.clone(), hall.store.clone());
            test(hall).await;
            desk.close().await;
            store.close().await;
        });
    }
}
