//! Several batches on the same letters at once: everybody is told what is true, and a letter that
//! cannot be made says so and may be tried again.

use std::collections::BTreeSet;

use alursurat::area::{Appointment, AppointmentKind};
use alursurat::desk::{Desk, Seen, SignBatch, SignResult, Who};
use alursurat::store::DirectoryChange;
use tokio::task::JoinSet;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::demo::{LURAH, RT_SECRETARY, Town, on_both, on_both_databases};
use crate::support::{Database, day, seat};

async fn waiting(town: &Town, who: &Who) -> Vec<Seen> {
    let rows = town.desk.inbox(who, None).await.unwrap().rows;
    rows.into_iter().filter(|row| row.signs).map(|row| row.seen).collect()
}

async fn sign(desk: Desk, who: Who, cases: Vec<Seen>, key: Uuid) -> Vec<SignResult> {
    let passphrase = Zeroizing::new("jati-demo-2026".to_owned());
    let signed = desk
        .sign(
            &who,
            SignBatch { cases, fills: std::collections::BTreeMap::default(), passphrase, key },
        )
        .await
        .unwrap();
    signed.into_iter().map(|one| one.result).collect()
}

fn number(result: &SignResult) -> &str {
    match result {
        SignResult::Signed { number } | SignResult::Already { number, .. } => {
            number.as_deref().unwrap()
        }
        SignResult::Not(why) => panic!("{why}"),
    }
}

#[test]
fn a_batch_that_is_sent_several_times_at_once_gets_one_answer() {
    on_both(async |town| {
        for child in ["Kirana Contoh", "Laras Contoh", "Melati Contoh"] {
            town.at_the_lurah(child).await;
        }
        let lurah = town.who(LURAH).await;
        let (cases, key) = (waiting(&town, &lurah).await, town.desk.key());
        let mut all = JoinSet::new();
        for _ in 0..8 {
            all.spawn(sign(town.desk.clone(), lurah.clone(), cases.clone(), key));
        }
        let answers = all.join_all().await;
        for answer in &answers {
            assert!(
                answer.iter().all(|one| matches!(one, SignResult::Signed { .. })),
                "{answer:?}"
            );
            assert_eq!(answer, &answers[0]);
        }
        let numbers: BTreeSet<&str> = answers[0].iter().map(number).collect();
        assert_eq!(numbers.len(), 3);
        let later = sign(town.desk.clone(), lurah, cases, key).await;
        assert_eq!(later, answers[0]);
    });
}

#[test]
fn two_browsers_on_the_same_letters_are_both_told_that_they_are_signed() {
    on_both(async |town| {
        for child in ["Nadia Contoh", "Oki Contoh"] {
            town.at_the_lurah(child).await;
        }
        let lurah = town.who(LURAH).await;
        let cases = waiting(&town, &lurah).await;
        let desks = [town.desk.clone(), town.another_desk("http://contoh.example").await];
        let keys: Vec<Uuid> = (0..4).map(|_| town.desk.key()).collect();
        let mut all = JoinSet::new();
        for (n, key) in keys.iter().enumerate() {
            let batch = sign(desks[n % 2].clone(), lurah.clone(), cases.clone(), *key);
            all.spawn(async move { (n, batch.await) });
        }
        let mut answers = all.join_all().await;
        answers.sort_by_key(|(n, _)| *n);
        for letter in 0..cases.len() {
            let told: Vec<&SignResult> = answers.iter().map(|(_, all)| &all[letter]).collect();
            let numbers: BTreeSet<&str> = told.iter().map(|one| number(one)).collect();
            assert_eq!(numbers.len(), 1, "{told:?}");
            let signed = told.iter().filter(|one| matches!(one, SignResult::Signed { .. }));
            assert_eq!(signed.count(), 1, "{told:?}");
            let letters = town.store.letters_of(cases[letter].case).await.unwrap();
            assert_eq!((letters.len(), letters[0].state.as_str()), (1, "released"));
        }
        for (n, told) in answers {
            assert_eq!(sign(town.desk.clone(), lurah.clone(), cases.clone(), keys[n]).await, told);
        }
        desks[1].close().await;
    });
}

#[test]
fn of_two_officers_with_the_same_seat_one_signs_and_the_other_hears_who() {
    on_both(async |town| {
        let other = town.who(RT_SECRETARY).await;
        let lurah = town.who(LURAH).await;
        let appointment = Appointment {
            person: other.person,
            seat: seat("head@35.74.03.1004"),
            kind: AppointmentKind::Definitive,
            from: day("2026-01-01"),
            to: None,
            basis: "SK Contoh 2/2026".to_owned(),
        };
        let change = DirectoryChange { appointments: vec![appointment], ..Default::default() };
        town.store.change_directory(&change).await.unwrap();
        let key = town.desk.keys().get(lurah.person).unwrap().unwrap();
        town.desk.keys().put(other.person, &key).unwrap();
        town.at_the_lurah("Putri Contoh").await;
        let cases = waiting(&town, &other).await;
        let keys = [town.desk.key(), town.desk.key()];
        let (first, second) = tokio::join!(
            tokio::spawn(sign(town.desk.clone(), lurah.clone(), cases.clone(), keys[0])),
            tokio::spawn(sign(town.desk.clone(), other.clone(), cases.clone(), keys[1])),
        );
        let (first, second) = (first.unwrap().remove(0), second.unwrap().remove(0));
        let lurah_was_first = matches!(first, SignResult::Signed { .. });
        let (won, lost) = if lurah_was_first { (first, second) } else { (second, first) };
        let (winner, loser, key) =
            if lurah_was_first { (&lurah, &other, keys[1]) } else { (&other, &lurah, keys[0]) };
        let by = Some(winner.name.clone());
        match &lost {
            SignResult::Already { by: told, .. } => assert_eq!(told, &by),
            SignResult::Not(why) => {
                assert!(why.contains(&format!("{} sedang menandatangani", winner.name)), "{why}");
            }
            SignResult::Signed { .. } => panic!("both have signed"),
        }
        let later = sign(town.desk.clone(), loser.clone(), cases, key).await;
        let number = Some(number(&won).to_owned());
        assert_eq!(later, [SignResult::Already { number, by }]);
    });
}

#[test]
fn a_letter_that_cannot_be_rendered_has_failed_and_is_tried_again_under_its_number() {
    on_both_databases(&async |town, database| {
        let lurah = town.who(LURAH).await;
        let receipt = town.at_the_lurah("Qori Contoh").await;
        // A draft has no check address: only the numbered letter does not fit.
        let long = format!("http://{}.example", "panjang".repeat(1000));
        let desk = town.another_desk(&long).await;
        let key = desk.key();
        let cases = waiting(&town, &lurah).await;
        let failed = sign(desk.clone(), lurah.clone(), cases.clone(), key).await;
        assert!(
            matches!(&failed[0], SignResult::Not(why) if why.contains("tidak muat di satu halaman (templat birth")),
            "{failed:?}"
        );
        let again = sign(desk.clone(), lurah.clone(), cases, key).await;
        assert_eq!(again, failed, "the same batch has the same answer");
        let drawn = town.store.letters_of(receipt.case).await.unwrap();
        assert_eq!((drawn.len(), drawn[0].state.as_str()), (1, "failed"));
        // The signer and the history say why, and every action is open.
        let file = town.desk.open(&lurah, receipt.case).await.unwrap();
        assert_eq!(file.actions.len(), 3);
        assert!(file.history[0].what.contains("tidak muat di satu halaman"), "{file:?}");
        let cases = waiting(&town, &lurah).await;
        let next = sign(desk.clone(), lurah.clone(), cases, town.desk.key()).await;
        assert_eq!(next, failed);
        shorten(database, &long).await;
        let cases = waiting(&town, &lurah).await;
        let signed = sign(town.desk.clone(), lurah, cases, town.desk.key()).await;
        assert_eq!(signed, [SignResult::Signed { number: drawn[0].number.clone() }]);
        assert_eq!(town.store.letters_of(receipt.case).await.unwrap().len(), 1);
        desk.close().await;
    });
}

/// Mends the frozen facts, as a new version of the program would mend the page.
#[expect(clippy::disallowed_methods, reason = "no use case changes what was frozen")]
async fn shorten(database: &Database, long: &str) {
    let short = "http://contoh.example";
    if let Some(url) = database.url() {
        let db = sqlx::PgPool::connect(url).await.unwrap();
        let mend = "UPDATE letter SET facts = cast(replace(cast(facts AS text), $1, $2) AS jsonb)";
        sqlx::query(mend).bind(long).bind(short).execute(&db).await.unwrap();
    } else {
        let db = rusqlite::Connection::open(database.folder().join("alursurat.db")).unwrap();
        db.execute("UPDATE letter SET facts = replace(facts, ?1, ?2)", [long, short]).unwrap();
    }
}
