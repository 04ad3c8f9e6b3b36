//! The demonstration on both databases, and what people may and may not do after it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alursurat::calendar::Holidays;
use alursurat::cli::{Cli, run};
use alursurat::desk::{
    Decide, Desk, DeskError, FileCheck, Parts, Progress, Receipt, SignBatch, SignResult, Submit,
    Who,
};
use alursurat::letter::{Edition, Facts, Template};
use alursurat::origin::{FixedClock, Ids};
use alursurat::service::Catalogue;
use alursurat::signature::{Trust, Verdict, verify};
use alursurat::store::Store;
use alursurat::workflow::{FieldId, Proof, Purpose, Value};
use clap::Parser as _;
use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::support::{Database, databases};

const MONDAY: &str = "2026-11-16T01:00:00Z";

fn demo(database: &Database, out: &Path, clock: &Arc<FixedClock>) -> String {
    let mut words = vec!["alursurat", "demo", "--no-serve", "--data"];
    let (data, out) = (database.folder().display().to_string(), out.display().to_string());
    words.extend([data.as_str(), "--out", out.as_str()]);
    words.extend(database.url().into_iter().flat_map(|url| ["--database-url", url]));
    let cli = Cli::try_parse_from(words).unwrap();
    let mut told = Vec::new();
    assert_eq!(run(&cli, &mut told, Arc::clone(clock) as _).unwrap(), 0);
    String::from_utf8(told).unwrap()
}

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::new(MONDAY.parse().unwrap()))
}

#[test]
fn two_runs_answer_two_complaints_and_leave_twelve_letters_with_the_next_numbers_on_both_databases()
{
    for database in databases() {
        let (out, clock) = (tempfile::tempdir().unwrap(), clock());
        let first = demo(&database, out.path(), &clock);
        let second = demo(&database, out.path(), &clock);
        for (told, number) in [(&first, "001"), (&first, "002"), (&second, "004"), (&second, "005")]
        {
            assert!(told.contains(&format!("400.12.3.1/{number}/425.503.4/XI/2026")), "{told}");
        }
        let names = std::fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let replies = names.filter(|name| name.to_string_lossy().starts_with("complaint-"));
        assert_eq!(replies.count(), 2, "{first}");
        messages_lie_in_their_folder(&database, &first, &clock);
        let trust = std::fs::read(out.path().join("demo-root.pem")).unwrap();
        let trust = Trust::from_pem(&trust).unwrap();
        let letters = std::fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().path());
        let signed = letters.filter(|path| {
            path.extension().is_some_and(|ending| ending == "pdf")
                && !path.to_string_lossy().contains("complaint-")
        });
        let verdicts = signed.map(|path| {
            let pdf = std::fs::read(path).unwrap();
            verify(&pdf, &trust, MONDAY.parse().unwrap()).unwrap().verdict
        });
        assert_eq!(verdicts.collect::<Vec<_>>(), [Verdict::Genuine; 12], "{first}");
        for acting in ["a.n. Lurah Jati", "Plh. Lurah Mangunharjo"] {
            assert!(first.contains(acting), "{first}");
        }
        // Whoever signs for somebody who is there, too, stands on the letter by name and right.
        let death = out.path().join("death-letter-400.12.3.1-003-425.503.4-XI-2026.json");
        let death: Facts = serde_json::from_slice(&std::fs::read(death).unwrap()).unwrap();
        let above = ["a.n. LURAH JATI".to_owned(), "SEKRETARIS KELURAHAN,".to_owned()];
        assert_eq!(death.signers[0].above, above);
        assert_ne!(death.signers[0].name, "Bambang Sutrisno, S.Sos.");
        let source = std::fs::read_to_string("letter-templates/birth.hbs").unwrap();
        let template = Template::compile("birth", &source).unwrap();
        for (number, signatures) in [("001", 1), ("002", 2), ("004", 1), ("005", 2)] {
            let name = format!("birth-400.12.3.1-{number}-425.503.4-XI-2026");
            let pdf = std::fs::read(out.path().join(format!("{name}.pdf"))).unwrap();
            let report = verify(&pdf, &trust, MONDAY.parse().unwrap()).unwrap();
            assert_eq!((report.verdict, report.signatures.len()), (Verdict::Genuine, signatures));
            // What was signed is what the frozen facts give: the signature only adds to it.
            let facts = std::fs::read(out.path().join(format!("{name}.json"))).unwrap();
            let facts: Facts = serde_json::from_slice(&facts).unwrap();
            let made = template.render(&facts, Edition::Final { fields: true }).unwrap();
            assert!(pdf.starts_with(&made), "{name} is not the letter of its facts");
        }
    }
}

/// The folder that the terminal names holds every message, and the command says so of each.
fn messages_lie_in_their_folder(database: &Database, told: &str, clock: &Arc<FixedClock>) {
    let folder = database.folder().join("messages");
    assert!(told.contains(&format!("tidak dikirim ke siapa pun: {}", folder.display())), "{told}");
    let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
    let texts: Vec<String> = files.map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let link = "http://127.0.0.1:8080/t/";
    assert!(texts.iter().any(|text| text.contains("Kelurahan Jati: ") && text.contains(link)));
    let data = database.folder().display().to_string();
    let mut words = vec!["alursurat", "messages", "--data", data.as_str()];
    words.extend(database.url().into_iter().flat_map(|url| ["--database-url", url]));
    let mut listed = Vec::new();
    let cli = Cli::try_parse_from(words).unwrap();
    assert_eq!(run(&cli, &mut listed, Arc::clone(clock) as _).unwrap(), 0);
    let listed = String::from_utf8(listed).unwrap();
    let sent = listed.lines().filter(|line| line.ends_with("sent      folder")).count();
    assert!(sent > 20 && sent == listed.lines().count(), "{listed}");
}

/// A desk over the town of the demonstration.
pub struct Town {
    pub desk: Desk,
    pub store: Store,
    pub clock: Arc<FixedClock>,
    data: PathBuf,
}

impl Town {
    async fn open(database: &Database, clock: Arc<FixedClock>) -> Self {
        let (store, data) = (database.open().await, database.folder().to_owned());
        let desk = another_desk(&store, &clock, &data, "http://contoh.example").await;
        Self { desk, store, clock, data }
    }

    /// A second desk on the same database, as another process would have one.
    pub async fn another_desk(&self, public_url: &str) -> Desk {
        another_desk(&self.store, &self.clock, &self.data, public_url).await
    }

    /// A request that waits for the lurah's signature.
    pub async fn at_the_lurah(&self, child: &str) -> Receipt {
        let resident = self.who(RESIDENT).await;
        let mut answers = self.answers(&resident, child).await;
        answers.insert("birth_date".into(), Value::Date("2026-11-10".parse().unwrap()));
        let receipt = self.submit(&resident, answers).await.unwrap();
        for approver in [RT, RW, CLERK] {
            self.decide(&self.who(approver).await, receipt.case, "approve").await.unwrap();
        }
        receipt
    }

    pub async fn who(&self, phone: &str) -> Who {
        let person = self.store.persons_by_phone(phone).await.unwrap().remove(0);
        Who { person: person.id, name: person.name, proof: Proof::Click, only: None }
    }

    /// The answers of the newest birth, for another child.
    pub async fn answers(&self, resident: &Who, child: &str) -> BTreeMap<FieldId, Value> {
        let lines = self.store.cases_of(resident.person, None, 20).await.unwrap();
        let birth = lines.iter().find(|line| line.service == "birth").unwrap();
        let stored = self.store.case(birth.id).await.unwrap().unwrap();
        let fields = stored.case.data.keys();
        let mut answers: BTreeMap<FieldId, Value> =
            fields.map(|f| (f.clone(), stored.case.value(f).unwrap().clone())).collect();
        answers.insert("child_name".into(), Value::Text(child.into()));
        answers
    }

    pub async fn submit(
        &self,
        who: &Who,
        answers: BTreeMap<FieldId, Value>,
    ) -> Result<Receipt, DeskError> {
        let submit = Submit {
            service: "birth".into(),
            purpose: Purpose::New,
            answers,
            again: None,
            earlier: None,
            key: self.desk.key(),
        };
        self.desk.submit(who, submit).await
    }

    pub async fn decide(
        &self,
        who: &Who,
        case: alursurat::origin::CaseId,
        action: &str,
    ) -> Result<(), DeskError> {
        let file = self.desk.open(who, case).await?;
        let (step, _) = file.step.ok_or(DeskError::NotFound)?;
        let decide = Decide {
            note: Some("Mohon diperiksa lagi".to_owned()),
            ..Decide::new(file.seen, step, action.into(), self.desk.key())
        };
        self.desk.decide(who, decide).await
    }
}

async fn another_desk(
    store: &Store,
    clock: &Arc<FixedClock>,
    data: &Path,
    public_url: &str,
) -> Desk {
    let read = Catalogue::read(Path::new("workflows"), Path::new("letter-templates"));
    let desk = Desk::start(Parts {
        store: store.clone(),
        catalogue: read.unwrap(),
        holidays: Arc::new(Holidays::default()),
        clock: Arc::clone(clock) as _,
        ids: Ids::system(),
        data: data.to_owned(),
        public_url: public_url.to_owned(),
    });
    desk.await.unwrap()
}

pub const RESIDENT: &str = "081200009001";
pub const RT: &str = "081200009002";
pub const RT_SECRETARY: &str = "081200009003";
pub const RW: &str = "081200009004";
pub const CLERK: &str = "081200009005";
pub const LURAH: &str = "081200009006";
pub const NEIGHBOUR: &str = "081200009009";

/// The town of the demonstration on both databases.
pub fn on_both(test: impl AsyncFn(Town)) {
    on_both_databases(&async |town, _| test(town).await);
}

/// The same, for a test that looks into the database itself.
pub fn on_both_databases(test: &impl AsyncFn(Town, &Database)) {
    for database in databases() {
        let (out, clock) = (tempfile::tempdir().unwrap(), clock());
        demo(&database, out.path(), &clock);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let town = Town::open(&database, clock).await;
            let (desk, store) = (town.desk.clone(), town.store.clone());
            test(town, &database).await;
            desk.close().await;
            store.close().await;
        });
    }
}

#[test]
fn a_returned_request_goes_on_where_it_was_and_nobody_sees_what_is_not_theirs() {
    on_both(async |town| {
        let resident = town.who(RESIDENT).await;
        let answers = town.answers(&resident, "Gita Savitri").await;
        let receipt = town.submit(&resident, answers.clone()).await.unwrap();
        let again = town.submit(&resident, answers.clone()).await.unwrap_err();
        assert!(
            matches!(&again, DeskError::Invalid(told) if told[0].message.contains("sedang berjalan"))
        );
        for stranger in [NEIGHBOUR, CLERK, LURAH, RW] {
            let stranger = town.who(stranger).await;
            let opened = town.desk.open(&stranger, receipt.case).await;
            assert!(matches!(opened, Err(DeskError::NotFound)), "{}", stranger.name);
            let tracked = town.desk.track(&stranger, &receipt.ticket).await;
            assert!(matches!(tracked, Err(DeskError::NotFound)), "{}", stranger.name);
        }
        for name in ["محمد", "ꦄꦤꦏ", "Budi 😀", "\u{200b}\u{200b}"] {
            let mut foreign = answers.clone();
            foreign.insert("child_name".into(), Value::Text(name.into()));
            let refused = town.submit(&resident, foreign).await.unwrap_err();
            assert!(
                matches!(&refused, DeskError::Invalid(told) if told[0].path == "child_name"),
                "{name}"
            );
        }
        // A hash alone does not open somebody else's paper.
        let neighbour = town.who(NEIGHBOUR).await;
        let mut stolen = answers.clone();
        stolen.insert("child_name".into(), Value::Text("Orang Lain".into()));
        let refused = town.submit(&neighbour, stolen).await.unwrap_err();
        assert!(
            matches!(&refused, DeskError::Invalid(told) if told[0].message.contains("berkas") || told[0].message.contains("Berkas"))
        );
        for approver in [RT, RW] {
            town.decide(&town.who(approver).await, receipt.case, "approve").await.unwrap();
        }
        let clerk = town.who(CLERK).await;
        town.decide(&clerk, receipt.case, "return").await.unwrap();
        let (seen, form) = town.desk.returned(&resident, &receipt.ticket).await.unwrap();
        assert!(form.fields.iter().any(|(field, _)| field.id.as_str() == "child_name"));
        let mut answers = answers;
        answers.insert("child_name".into(), Value::Text("Gita Savitri Dewi".into()));
        let submit = Submit {
            service: "birth".into(),
            purpose: Purpose::New,
            answers,
            again: Some(seen),
            earlier: None,
            key: town.desk.key(),
        };
        let first = town.desk.submit(&resident, submit.clone()).await.unwrap();
        assert_eq!(town.desk.submit(&resident, submit).await.unwrap(), first);
        let tracking = town.desk.track(&resident, &receipt.ticket).await.unwrap();
        let progress: Vec<Progress> =
            tracking.steps.iter().map(|(_, progress, _)| *progress).collect();
        assert_eq!(progress[..3], [Progress::Done, Progress::Done, Progress::Now]);
        town.decide(&clerk, receipt.case, "approve").await.unwrap();
        let file = town.desk.open(&clerk, receipt.case).await.unwrap();
        assert!(file.undo);
        town.desk.undo(&clerk, file.seen, town.desk.key()).await.unwrap();
        town.decide(&clerk, receipt.case, "approve").await.unwrap();
    });
}

#[test]
fn a_wrong_passphrase_signs_nothing_and_the_right_one_signs_once() {
    on_both(async |town| {
        let resident = town.who(RESIDENT).await;
        let receipt = town.at_the_lurah("Hana Pertiwi").await;
        let lurah = town.who(LURAH).await;
        let draft = town.desk.draft(&lurah, receipt.case, "letter").await.unwrap();
        assert!(matches!(town.desk.check_file(&draft).await.unwrap(), FileCheck::Different));
        let inbox = town.desk.inbox(&lurah, None).await.unwrap();
        let batch = |passphrase: &str, key| SignBatch {
            cases: inbox.rows.iter().map(|row| row.seen).collect(),
            fills: BTreeMap::new(),
            passphrase: Zeroizing::new(passphrase.to_owned()),
            key,
        };
        let wrong = town.desk.sign(&lurah, batch("salah", town.desk.key())).await;
        assert!(matches!(wrong, Err(DeskError::Passphrase)));
        let not_yet = town.desk.released(&resident, &receipt.ticket, "letter").await;
        assert!(matches!(not_yet, Err(DeskError::NotFound)));
        let signed =
            town.desk.sign(&lurah, batch("jati-demo-2026", town.desk.key())).await.unwrap();
        let number = Some("400.12.3.1/004/425.503.4/XI/2026".to_owned());
        assert_eq!(signed[0].result, SignResult::Signed { number: number.clone() });
        let pdf = town.desk.released(&resident, &receipt.ticket, "letter").await.unwrap();
        let FileCheck::Same(check) = town.desk.check_file(&pdf).await.unwrap() else {
            panic!("the letter is not known")
        };
        assert_eq!((check.valid.as_ref(), check.subject.as_str()), (Ok(&()), "R*** K**********"));
        assert_eq!(town.desk.check_letter(check.code.as_str()).await.unwrap(), *check);
        let again = town.desk.sign(&lurah, batch("jati-demo-2026", town.desk.key())).await.unwrap();
        assert_eq!(again[0].result, SignResult::Already { number, by: None });
        assert_eq!(town.desk.released(&resident, &receipt.ticket, "letter").await.unwrap(), pdf);
    });
}

#[test]
fn a_silent_rt_does_not_block_a_case() {
    on_both(async |town| {
        let resident = town.who(RESIDENT).await;
        let answers = town.answers(&resident, "Indah Lestari").await;
        let receipt = town.submit(&resident, answers).await.unwrap();
        let secretary = town.who(RT_SECRETARY).await;
        assert!(matches!(
            town.decide(&secretary, receipt.case, "approve").await,
            Err(DeskError::NotFound)
        ));
        assert_eq!(town.desk.tick().await.unwrap(), 0);
        town.clock.advance(SignedDuration::from_hours(24 * 3));
        assert_eq!(town.desk.tick().await.unwrap(), 1, "the RT is reminded");
        assert_eq!(town.desk.tick().await.unwrap(), 1, "the secretary may act besides");
        assert_eq!(town.desk.tick().await.unwrap(), 0);
        assert!(!town.desk.messages(&secretary).await.unwrap().is_empty());
        town.decide(&secretary, receipt.case, "approve").await.unwrap();
        let tracking = town.desk.track(&resident, &receipt.ticket).await.unwrap();
        assert_eq!(tracking.headline, "Menunggu persetujuan Ketua RW 005.");
        let _: Option<Timestamp> = tracking.due;
    });
}
