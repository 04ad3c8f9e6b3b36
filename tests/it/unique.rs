//! `start.unique`: of the same request there is one open case, however it comes about.

use alursurat::case::Refusal;
use alursurat::desk::{DeskError, Submit};
use alursurat::workflow::{Purpose, Value};
use tokio::task::JoinSet;

use crate::demo::{CLERK, RESIDENT, RT, RW, on_both};

fn alike(error: &DeskError) -> bool {
    matches!(error, DeskError::Invalid(told) if told[0].message.contains("sedang berjalan"))
}

#[test]
fn of_equal_requests_at_once_one_opens_and_the_others_are_told_of_it() {
    on_both(async |town| {
        let resident = town.who(RESIDENT).await;
        let desks = [town.desk.clone(), town.another_desk("http://contoh.example").await];
        for round in 0..6 {
            let before = town.store.count_cases().await.unwrap();
            let answers = town.answers(&resident, &format!("Rara Contoh {round}")).await;
            let mut all = JoinSet::new();
            for n in 0..6 {
                let (desk, who) = (desks[n % 2].clone(), resident.clone());
                let submit = Submit {
                    service: "birth".into(),
                    purpose: Purpose::New,
                    answers: answers.clone(),
                    again: None,
                    earlier: None,
                    key: desk.key(),
                };
                all.spawn(async move { desk.submit(&who, submit).await });
            }
            let told = all.join_all().await;
            assert_eq!(told.iter().filter(|one| one.is_ok()).count(), 1, "{told:?}");
            let refused: Vec<&DeskError> =
                told.iter().filter_map(|one| one.as_ref().err()).collect();
            assert!(refused.iter().all(|error| alike(error)), "{refused:?}");
            assert_eq!(town.store.count_cases().await.unwrap(), before + 1);
        }
        desks[1].close().await;
    });
}

#[test]
fn neither_a_correction_nor_an_undone_decision_makes_two_open_cases_alike() {
    on_both(async |town| {
        let resident = town.who(RESIDENT).await;
        let sasa = town.answers(&resident, "Sasa Contoh").await;
        let tono = town.answers(&resident, "Tono Contoh").await;
        let first = town.submit(&resident, sasa.clone()).await.unwrap();
        let second = town.submit(&resident, tono).await.unwrap();
        for approver in [RT, RW] {
            town.decide(&town.who(approver).await, second.case, "approve").await.unwrap();
        }
        let clerk = town.who(CLERK).await;
        town.decide(&clerk, second.case, "return").await.unwrap();
        let (seen, _) = town.desk.returned(&resident, &second.ticket).await.unwrap();
        let again = Submit {
            service: "birth".into(),
            purpose: Purpose::New,
            answers: sasa.clone(),
            again: Some(seen),
            earlier: None,
            key: town.desk.key(),
        };
        let refused = town.desk.submit(&resident, again.clone()).await.unwrap_err();
        assert!(alike(&refused), "{refused:?}");
        let mut other = sasa.clone();
        other.insert("child_name".into(), Value::Text("Umar Contoh".into()));
        let other = Submit { answers: other, key: town.desk.key(), ..again };
        town.desk.submit(&resident, other).await.unwrap();

        // The first is rejected, so another may open; then the rejection cannot be taken back.
        let rt = town.who(RT).await;
        town.decide(&rt, first.case, "reject").await.unwrap();
        let third = town.submit(&resident, sasa).await.unwrap();
        let stored = town.store.case(first.case).await.unwrap().unwrap();
        let seen = alursurat::desk::Seen { case: first.case, version: stored.case.version };
        let undone = town.desk.undo(&rt, seen, town.desk.key()).await.unwrap_err();
        assert!(
            matches!(&undone, DeskError::Refused(Refusal::Unique(case)) if *case == third.case),
            "{undone:?}"
        );
        assert_eq!(Refusal::Unique(third.case).to_string(), format!("unique:{}", third.case));
    });
}
