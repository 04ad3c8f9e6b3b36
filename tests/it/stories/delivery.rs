//! Messages leave the house: by which channel, when, how often, and with what in them.

use std::path::Path;
use std::sync::Arc;

use alursurat::desk::{SendAgainError, SendingState};
use alursurat::outbox::{
    ChannelSettings, FolderSettings, MailSettings, Security, Worker, segments,
};
use alursurat::store::{Attempt, Person};
use alursurat::workflow::FieldId;
use jiff::SignedDuration;
use serde_json::{Value as Json, json};

use super::hall::{Hall, RESIDENT, on_both};
use super::receivers::{Answer, Got, gateway, mail_server};
use super::story::Story;

const RT: &str = "head@35.74.03.1004.005.003";
const CLERK: &str = "officer@35.74.03.1004";

fn folder(path: &Path) -> ChannelSettings {
    ChannelSettings {
        order: vec!["folder".to_owned()],
        folder: Some(FolderSettings { path: path.to_owned() }),
        ..ChannelSettings::default()
    }
}

/// The mail server and the gateway of a test; a retry after a minute.
fn by(order: &[&str], url: &str, port: u16) -> ChannelSettings {
    let order = order.iter().map(|name| (*name).to_owned()).collect();
    let mail: MailSettings = serde_json::from_value(json!({
        "server": "127.0.0.1", "port": port, "security": "none", "timeout": "2s",
        "from": "Surat Kota Contoh <surat@kota.example>",
    }))
    .unwrap();
    let body = r#"{"to":"{{phone_62}}","type":"text","text":{"body":"{{text}}"},"ref":"{{id}}"}"#;
    let whatsapp = serde_json::from_value(json!({
        "url": url, "body": body, "timeout": "1s",
        "answer": {
            "id": "/messages/0/id", "status": "/messages/0/status", "error": "/error/code",
            "sent": ["accepted"], "delivered": ["delivered"], "failed": ["rejected"],
        },
    }))
    .unwrap();
    let mut settings = ChannelSettings { order, ..ChannelSettings::default() };
    settings.retry = vec!["1m".to_owned().try_into().unwrap()];
    if settings.order.iter().any(|name| name == "mail") {
        settings.mail = Some(mail);
    }
    if settings.order.iter().any(|name| name == "whatsapp") {
        settings.gateway = [("whatsapp".to_owned(), whatsapp)].into();
    }
    settings
}

fn worker(hall: &Hall, settings: ChannelSettings) -> Worker {
    Worker::open(hall.desk.clone(), settings, Arc::clone(&hall.clock) as _).unwrap()
}

/// The messages in a folder, oldest first.
fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

async fn change(hall: &Hall, who: &str, with: impl Fn(&mut Person)) {
    let id =
        if who.contains('@') { hall.seat(who).await.person } else { hall.phone(who).await.person };
    let mut person = hall.store.person(id).await.unwrap().unwrap();
    with(&mut person);
    hall.store.put_person(&person).await.unwrap();
}

/// What was tried with each message of a case: channel, status and error.
async fn tried(hall: &Hall, story: &Story<'_>) -> Vec<(String, String, Option<String>)> {
    let mut all = Vec::new();
    for row in hall.store.messages_of(story.case()).await.unwrap() {
        let attempts = hall.store.attempts(row.id).await.unwrap();
        let told = |one: Attempt| (one.channel, one.status, one.error);
        all.extend(attempts.into_iter().map(told));
    }
    all
}

fn strings(json: &Json, into: &mut Vec<String>) {
    match json {
        Json::String(text) if text.chars().count() > 5 => into.push(text.clone()),
        Json::Array(all) => all.iter().for_each(|one| strings(one, into)),
        Json::Object(all) => all.values().for_each(|one| strings(one, into)),
        _ => {}
    }
}

#[test]
fn a_birth_is_told_from_the_submission_to_the_letter_and_nothing_that_was_answered() {
    on_both(async |hall| {
        let path = tempfile::tempdir().unwrap();
        change(&hall, RT, |rt| rt.phone = Some("081100009903".to_owned())).await;
        let mut story = Story::new(&hall, "birth", &[]).await;
        story.tell(&["submit", "rt approve", "rw approve", "verify approve", "lurah sign"]).await;
        hall.clock.advance(SignedDuration::from_mins(6));
        hall.desk.tick().await.unwrap();
        let worker = worker(&hall, folder(path.path()));
        assert!(worker.send_due().await.unwrap() > 4);
        let told = files(path.path());
        let about = |words: &str| told.iter().filter(|text| text.contains(words)).count();
        assert_eq!((about("menunggu keputusan Ketua RT"), about("sudah jadi")), (1, 1), "{told:?}");
        let first = told.iter().find(|text| text.starts_with("Kepada: 081100009903\n")).unwrap();
        assert!(first.contains("\nKelurahan Jati: "), "{first}");
        assert!(first.contains(" http://contoh.example/t/"), "{first}");

        let case = hall.store.case(story.case()).await.unwrap().unwrap().case;
        let mut secret = vec!["3574034708929901".to_owned()];
        for field in case.data.keys().cloned().collect::<Vec<FieldId>>() {
            strings(&serde_json::to_value(case.value(&field)).unwrap(), &mut secret);
        }
        assert!(secret.len() > 10, "{secret:?}");
        for text in &told {
            let words = text.split_once("\n\n").unwrap().1.trim();
            assert!(segments(words) <= 2, "{words}");
            for secret in &secret {
                assert!(!words.contains(secret.as_str()), "{secret} in {words}");
            }
        }
        // Whoever has no telephone is told of to administrators; nothing is sent twice.
        let failed = hall.desk.sendings(true).await.unwrap();
        assert!(!failed.is_empty());
        assert!(failed.iter().all(|one| one.error.as_deref() == Some("no-address")), "{failed:?}");
        assert_eq!(worker.send_due().await.unwrap(), 0);
        assert_eq!(files(path.path()), told);
    });
}

#[test]
fn at_night_only_a_code_is_sent_and_its_text_is_forgotten() {
    on_both(async |hall| {
        let path = tempfile::tempdir().unwrap();
        let mut story = Story::new(&hall, "complaint", &[("category", "road")]).await;
        story.tell(&["submit"]).await;
        hall.clock.set("2026-11-16T16:00:00Z".parse().unwrap());
        hall.code(&json!({ "phone": "081100009977", "text": "123456 adalah kode masuk Anda." }))
            .await;
        let worker = worker(&hall, folder(path.path()));
        worker.send_due().await.unwrap();
        let told = files(path.path());
        assert_eq!(told, ["Kepada: 081100009977\n\n123456 adalah kode masuk Anda.\n"]);
        assert_eq!(hall.codes().await, [json!({ "phone": "081100009977" })]);
        let read = hall.desk.messages(&hall.phone(RESIDENT).await).await.unwrap();
        assert!(!read.is_empty() && read.iter().all(|one| !one.text.contains("kode")));

        hall.clock.set("2026-11-16T22:59:00Z".parse().unwrap());
        assert_eq!(worker.send_due().await.unwrap(), 0);
        hall.clock.set("2026-11-16T23:00:00Z".parse().unwrap());
        worker.send_due().await.unwrap();
        assert!(files(path.path()).len() > 1);
        // What waited for the morning counts as the first attempt.
        let tried = tried(&hall, &story).await;
        assert!(tried.iter().any(|(_, status, _)| status == "delivered"), "{tried:?}");
        let rows = hall.store.messages_of(story.case()).await.unwrap();
        assert!(rows.iter().filter(|row| row.kind == "message").all(|row| row.attempts == 1));
    });
}

#[test]
fn a_code_that_nobody_takes_is_forgotten_after_a_quarter_of_an_hour() {
    on_both(async |hall| {
        let (url, got) = gateway(&[Some(("503 Busy", ""))]).await;
        let worker = worker(&hall, by(&["whatsapp"], &url, 0));
        hall.code(&json!({ "phone": "081100009977", "text": "123456" })).await;
        worker.send_due().await.unwrap();
        // The reader waits at the door: the second attempt comes in seconds.
        hall.clock.advance(SignedDuration::from_secs(11));
        worker.send_due().await.unwrap();
        assert_eq!(got.all().len(), 2);
        hall.code(&json!({ "phone": "081100009978", "text": "654321" })).await;
        hall.clock.advance(SignedDuration::from_mins(15));
        assert_eq!(worker.send_due().await.unwrap(), 0);
        assert_eq!(got.all().len(), 2);
        assert!(hall.codes().await.iter().all(|code| code["text"].is_null()));
        let failed = hall.desk.sendings(true).await.unwrap();
        assert_eq!(failed.len(), 2);
        let again = hall.desk.send_again(failed[0].id).await;
        assert!(matches!(again, Err(SendAgainError::Code)), "{again:?}");
    });
}

const ACCEPTED: Answer = Some(("200 OK", r#"{"messages":[{"id":"wamid.1","status":"accepted"}]}"#));
const REJECTED: Answer = Some((
    "200 OK",
    r#"{"messages":[{"id":"wamid.2","status":"rejected"}],"error":{"code":131026}}"#,
));
const HTML: Answer = Some(("200 OK\r\nContent-Type: text/html", "<html>Masuk dulu</html>"));

/// A complaint of somebody with telephone and e-mail, sent by gateway and mail; who got what.
async fn complaint(hall: &Hall, answers: &[Answer], recipient: &'static str) -> Sent {
    change(hall, RESIDENT, |rina| rina.email = Some("rina@warga.example".to_owned())).await;
    let (url, gateway) = gateway(answers).await;
    let (port, mail) = mail_server(recipient).await;
    let worker = worker(hall, by(&["whatsapp", "mail"], &url, port));
    Sent { worker, gateway, mail }
}

struct Sent {
    worker: Worker,
    gateway: Got,
    mail: Got,
}

#[test]
fn a_gateway_takes_a_message_or_its_refusal_is_answered_by_mail() {
    on_both(async |hall| {
        let sent = complaint(&hall, &[ACCEPTED, REJECTED], "250 ok").await;
        let mut story = Story::new(&hall, "complaint", &[("category", "road")]).await;
        story.tell(&["submit"]).await;
        sent.worker.send_due().await.unwrap();
        let first = &sent.gateway.all()[0];
        assert!(first.starts_with("POST /v1/messages HTTP/1.1\r\n"), "{first}");
        let body: Json = serde_json::from_str(first.split_once("\n\n").unwrap().1).unwrap();
        assert_eq!(body["to"], "6281100009901");
        assert!(
            body["text"]["body"].as_str().unwrap().contains("http://contoh.example/permohonan")
        );
        assert!(sent.mail.all().is_empty());
        let told = tried(&hall, &story).await;
        assert!(told.contains(&("whatsapp".into(), "sent".into(), None)), "{told:?}");

        // A 200 that says that it failed: the next channel has its turn at once.
        story.tell(&["triage approve"]).await;
        sent.worker.send_due().await.unwrap();
        let told = tried(&hall, &story).await;
        assert!(told.contains(&("whatsapp".into(), "failed".into(), Some("131026".into()))));
        let mails = sent.mail.all();
        assert_eq!(mails.len(), 1, "{told:?}");
        for words in [
            "To: rina@warga.example",
            "Subject: Pesan dari",
            "surat@kota.example",
            "contoh.example/permohonan",
        ] {
            assert!(mails[0].contains(words), "{words}: {}", mails[0]);
        }
        assert!(hall.desk.sendings(false).await.unwrap().iter().any(|one| {
            one.state == SendingState::Sent && one.channel.as_deref() == Some("mail")
        }));
    });
}

#[test]
fn a_mail_server_without_tls_gets_nothing_if_the_settings_ask_for_it() {
    on_both(async |hall| {
        let (port, mail) = mail_server("250 ok").await;
        let mut settings = by(&["mail"], "", port);
        settings.mail =
            settings.mail.map(|mail| MailSettings { security: Security::StartTls, ..mail });
        hall.code(&json!({ "email": "rina@warga.example", "text": "123456" })).await;
        worker(&hall, settings).send_due().await.unwrap();
        assert!(mail.all().is_empty());
        assert_eq!(hall.codes().await[0]["text"], "123456");
    });
}

#[test]
fn a_busy_silent_or_broken_gateway_is_tried_again_and_then_left() {
    on_both(async |hall| {
        let busy = Some(("429 Too Many\r\nRetry-After: 600", ""));
        let sent = complaint(&hall, &[busy, HTML, None], "550 no such user").await;
        let mut story = Story::new(&hall, "complaint", &[("category", "road")]).await;
        story.tell(&["submit"]).await;
        // Only the resident has an address; others are skipped.
        sent.worker.send_due().await.unwrap();
        hall.clock.advance(SignedDuration::from_mins(9));
        sent.worker.send_due().await.unwrap();
        assert_eq!(sent.gateway.all().len(), 1, "it asked for ten minutes");
        hall.clock.advance(SignedDuration::from_mins(2));
        sent.worker.send_due().await.unwrap();
        let told = tried(&hall, &story).await;
        let ends: Vec<&str> = told
            .iter()
            .filter(|(_, status, _)| status != "skipped")
            .map(|(_, _, error)| error.as_deref().unwrap_or_default())
            .collect();
        assert_eq!(ends, ["http-429", "not-json", "smtp-550"], "{told:?}");

        // An administrator mends the settings and has it sent once more: now nobody answers.
        let failed = hall.desk.sendings(true).await.unwrap();
        let one = failed.iter().find(|one| one.error.as_deref() == Some("smtp-550")).unwrap();
        hall.desk.send_again(one.id).await.unwrap();
        let again = hall.desk.send_again(one.id).await;
        assert!(matches!(again, Err(SendAgainError::Trying)), "{again:?}");
        sent.worker.send_due().await.unwrap();
        let last = hall.store.attempts(one.id).await.unwrap().pop().unwrap();
        assert_eq!((last.status.as_str(), last.error.as_deref()), ("retry", Some("time-out")));
        assert!(tried(&hall, &story).await.iter().any(|(_, status, _)| status == "again"));
    });
}

#[test]
fn what_was_taken_and_not_recorded_is_sent_again_and_what_is_too_old_is_not() {
    on_both(async |hall| {
        let path = tempfile::tempdir().unwrap();
        let worker = worker(&hall, folder(path.path()));
        let mut story = Story::new(&hall, "complaint", &[("category", "road")]).await;
        story.tell(&["submit"]).await;
        // A process takes a message and dies: nobody else has it until its time is over.
        let taken = hall.desk.next_post(false).await.unwrap().unwrap();
        worker.send_due().await.unwrap();
        assert!(hall.store.attempts(taken.id).await.unwrap().is_empty());
        hall.clock.advance(SignedDuration::from_mins(2));
        worker.send_due().await.unwrap();
        let attempts = hall.store.attempts(taken.id).await.unwrap();
        assert_eq!(attempts.iter().map(|one| one.n).collect::<Vec<_>>(), [2]);

        let before = files(path.path()).len();
        story.tell(&["triage approve"]).await;
        hall.clock.advance(SignedDuration::from_hours(49));
        worker.send_due().await.unwrap();
        assert_eq!(files(path.path()).len(), before);
        let failed = hall.desk.sendings(true).await.unwrap();
        assert!(failed.iter().any(|one| one.error.as_deref() == Some("too-old")), "{failed:?}");
    });
}

#[test]
fn without_a_channel_messages_are_read_on_their_page_and_do_not_wait_for_ever() {
    on_both(async |hall| {
        let worker = worker(&hall, ChannelSettings::default());
        let mut story = Story::new(&hall, "complaint", &[("category", "road")]).await;
        story.tell(&["submit"]).await;
        assert_eq!(worker.send_due().await.unwrap(), 0);
        let waiting = hall.desk.sendings(false).await.unwrap();
        assert!(waiting.iter().all(|one| one.state == SendingState::Waiting), "{waiting:?}");
        hall.clock.advance(SignedDuration::from_hours(49));
        worker.send_due().await.unwrap();
        assert!(hall.desk.next_post(false).await.unwrap().is_none());
        assert!(hall.desk.sendings(true).await.unwrap().is_empty());
        let rina = hall.phone(RESIDENT).await;
        assert!(!hall.desk.messages(&rina).await.unwrap().is_empty());
    });
}

#[test]
fn the_worker_runs_until_it_is_told_to_stop() {
    on_both(async |hall| {
        let path = tempfile::tempdir().unwrap();
        hall.code(&json!({ "email": "rina@warga.example", "text": "123456" })).await;
        let settings = folder(path.path());
        let done = async {
            while std::fs::read_dir(path.path()).unwrap().count() == 0
                || hall.codes().await[0]["text"].is_string()
            {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        Worker::run(hall.desk.clone(), settings, Arc::clone(&hall.clock) as _, done).await.unwrap();
        assert_eq!(files(path.path()), ["Kepada: rina@warga.example\n\n123456\n"]);
    });
}

#[test]
fn clerks_write_to_the_applicant_by_hand_and_others_do_not() {
    on_both(async |hall| {
        let mut story = Story::new(&hall, "birth", &[]).await;
        story.tell(&["submit", "rt approve", "rw approve"]).await;
        let clerk = hall.seat(CLERK).await;
        let reach = hall.desk.open(&clerk, story.case()).await.unwrap().reach.unwrap();
        let ticket = &story.receipt.as_ref().unwrap().ticket;
        assert_eq!(reach.phone, RESIDENT);
        assert!(reach.text.starts_with("Kelurahan Jati: permohonan "), "{}", reach.text);
        assert!(reach.text.ends_with(&format!("http://contoh.example/permohonan/{ticket}")));
        let mut page = super::pages::browser(&hall, &clerk).await;
        let page = page.open(&format!("/antrean/{}", story.case())).await;
        assert!(page.contains("https://wa.me/6281100009901?text"), "{page}");

        let mut other = Story::new(&hall, "birth", &[("child_name", "Dua Contoh")]).await;
        other.tell(&["submit"]).await;
        let rt = hall.desk.open(&hall.seat(RT).await, other.case()).await.unwrap();
        assert_eq!(rt.reach, None);
    });
}
