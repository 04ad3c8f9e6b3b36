//! What an office sets holds for requests from then on, and moves no open one (I17).

use alursurat::area::{Delegation, DelegationKind, OfficeId, Services};
use alursurat::case::Refusal;
use alursurat::desk::{DeskError, SetError, SetOffice, SignBatch, set_office, settings_at};
use alursurat::origin::{CaseId, Clock as _};
use alursurat::store::DirectoryChange;
use alursurat::workflow::Value;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

use crate::demo::{CLERK, LURAH, RESIDENT, RT, RW, Town, on_both};
use crate::letter::raw_text_of;
use crate::support::{day, seat};

const JATI: &str = "35.74.03.1004";
const CITY: &str = "35.74";

impl Town {
    async fn set(
        &self,
        office: &str,
        service: Option<&str>,
        values: &[(&str, Option<&str>)],
    ) -> Result<usize, SetError> {
        let values =
            values.iter().map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned)));
        let set = SetOffice {
            office: OfficeId(office.to_owned()),
            service: service.map(str::to_owned),
            values: values.collect(),
            basis: "Perwali 9/2026 (contoh)".to_owned(),
            person: self.who(LURAH).await.person,
        };
        // Each change has a moment of its own.
        self.clock.advance(SignedDuration::from_secs(1));
        Ok(set_office(&self.store, &set, self.clock.now()).await?.len())
    }

    async fn request(&self, child: &str) -> CaseId {
        let resident = self.who(RESIDENT).await;
        let answers = self.answers(&resident, child).await;
        self.submit(&resident, answers).await.unwrap().case
    }

    /// Who may act on it now.
    async fn waits_for(&self, case: CaseId) -> Vec<&'static str> {
        let mut waits = Vec::new();
        for (name, phone) in [("rt", RT), ("rw", RW), ("clerk", CLERK), ("lurah", LURAH)] {
            let file = self.desk.open(&self.who(phone).await, case).await;
            if file.is_ok_and(|file| file.step.is_some()) {
                waits.push(name);
            }
        }
        waits
    }
}

#[test]
fn a_waiver_holds_for_requests_from_then_on_and_moves_no_open_one() {
    on_both(async |town| {
        let before = town.request("Kartika Putri").await;
        assert_eq!(town.waits_for(before).await, ["rt"]);
        assert_eq!(town.set(CITY, None, &[("rt_required", Some("false"))]).await.unwrap(), 1);
        assert_eq!(town.waits_for(before).await, ["rt"], "an open case reads its pin");
        let stored = town.store.case(before).await.unwrap().unwrap();
        let pin = stored.case.pin.unwrap();
        assert_eq!(pin.settings["rt_required"], Value::Bool(true));

        let after = town.request("Larasati Dewi").await;
        assert_eq!(town.waits_for(after).await, ["rw"]);
        town.set(JATI, Some("birth"), &[("rt_required", Some("true"))]).await.unwrap();
        assert_eq!(town.waits_for(after).await, ["rw"]);
        assert_eq!(town.waits_for(town.request("Melati Ayu").await).await, ["rt"]);
        town.set(JATI, Some("birth"), &[("rt_required", None)]).await.unwrap();
        assert_eq!(town.waits_for(town.request("Nirmala Sari").await).await, ["rw"]);

        town.decide(&town.who(RT).await, before, "approve").await.unwrap();
        assert_eq!(town.waits_for(before).await, ["rw"]);
    });
}

#[test]
fn what_does_not_fit_is_told_and_nothing_is_set() {
    on_both(async |town| {
        let wrong = [
            ("late", Some("60wd")),
            ("rt_requird", Some("false")),
            ("rw_required", Some("perhaps")),
        ];
        let told = town.set(JATI, Some("birth"), &wrong).await.unwrap_err().to_string();
        assert_eq!(
            told,
            "late: must be a calendar duration (d, mo, y), is `60wd`\n\
             no setting `rt_requird`; did you mean `rt_required`?\n\
             rw_required: must be true or false, is `perhaps`"
        );
        let told =
            town.set("35.74.3", None, &[("late", Some("90d"))]).await.unwrap_err().to_string();
        assert_eq!(told, "no office `35.74.3`; did you mean `35.74.03`?");
        let told = town.set(JATI, Some("brith"), &[("late", Some("90d"))]).await.unwrap_err();
        assert_eq!(told.to_string(), "no published service `brith`; did you mean `birth`?");
        assert_eq!(town.set(JATI, None, &[("late", Some("90d"))]).await.unwrap(), 1);
        assert_eq!(town.set(JATI, None, &[("late", Some("90d"))]).await.unwrap(), 0);
        let office = OfficeId("35.74.03.1004.005.003".to_owned());
        let shown = settings_at(&town.store, &office, Some("birth")).await.unwrap();
        let late = shown.iter().find(|setting| setting.name == "late").unwrap();
        assert_eq!((late.value.as_str(), late.by.as_ref().unwrap().0.as_str()), ("90d", JATI));
        let undo = shown.iter().find(|setting| setting.name == "engine.undo_minutes").unwrap();
        assert_eq!((undo.value.as_str(), &undo.by), ("5", &None));
    });
}

#[test]
fn the_window_in_which_a_decision_is_taken_back_is_the_offices() {
    on_both(async |town| {
        town.set(CITY, None, &[("engine.undo_minutes", Some("1"))]).await.unwrap();
        let case = town.request("Oktaviani").await;
        let rt = town.who(RT).await;
        town.decide(&rt, case, "approve").await.unwrap();
        town.clock.advance(SignedDuration::from_mins(2));
        let seen = alursurat::desk::Seen { case, version: 2 };
        let undone = town.desk.undo(&rt, seen, town.desk.key()).await;
        assert!(matches!(undone, Err(DeskError::Refused(Refusal::TooLate))), "{undone:?}");
    });
}

#[test]
fn a_delegate_sees_and_decides_what_is_delegated_for_the_service() {
    on_both(async |town| {
        let delegation = |services: Services| Delegation {
            from: seat("head@35.74.03.1004.005.003"),
            to: seat("officer@35.74.03.1004"),
            kind: DelegationKind::An,
            services,
            since: day("2026-11-01"),
            until: None,
            basis: "SK 4/2026 (contoh)".to_owned(),
        };
        let put = async |services: Services| {
            let delegations = vec![delegation(services)];
            let change = DirectoryChange { delegations, ..DirectoryChange::default() };
            town.store.change_directory(&change).await.unwrap();
        };
        let case = town.request("Pratiwi").await;
        let clerk = town.who(CLERK).await;
        put(Services::Only(["death".to_owned()].into())).await;
        assert!(town.desk.inbox(&clerk, None).await.unwrap().rows.is_empty());
        assert!(matches!(town.decide(&clerk, case, "approve").await, Err(DeskError::NotFound)));
        put(Services::Only(["death".to_owned(), "birth".to_owned()].into())).await;
        let inbox = town.desk.inbox(&clerk, None).await.unwrap();
        assert_eq!(inbox.rows.len(), 1);
        assert!(inbox.seats.contains(&"a.n. Ketua RT 003".to_owned()), "{:?}", inbox.seats);
        town.decide(&clerk, case, "approve").await.unwrap();
        assert_eq!(town.waits_for(case).await, ["rw"]);
    });
}

#[test]
fn letters_are_printed_on_the_paper_of_the_office_with_its_logo_and_words() {
    on_both(async |town| {
        let logo = include_bytes!("../layouts/city.png");
        let logo = town.store.put_file(logo.to_vec()).await.unwrap();
        let words = "Sertifikat elektronik diterbitkan oleh Penerbit Contoh.";
        let city = [("letter.logo", Some(&*logo)), ("letter.assurance", Some(words))];
        assert_eq!(town.set(CITY, None, &city).await.unwrap(), 2);
        assert_eq!(town.set(JATI, None, &[("letter.paper", Some("A4"))]).await.unwrap(), 1);
        let wrong = [("letter.logo", Some("kota.png")), ("letter.assurance", Some("\u{6c49}"))];
        let Err(SetError::Unfit(told)) = town.set(JATI, None, &wrong).await else {
            panic!("what no letter can print is set")
        };
        assert_eq!(told.len(), 2, "{told:?}");

        let resident = town.who(RESIDENT).await;
        let receipt = town.at_the_lurah("Hana Pertiwi").await;
        let lurah = town.who(LURAH).await;
        let inbox = town.desk.inbox(&lurah, None).await.unwrap();
        let batch = SignBatch {
            cases: inbox.rows.iter().map(|row| row.seen).collect(),
            fills: BTreeMap::new(),
            passphrase: Zeroizing::new("jati-demo-2026".to_owned()),
            key: town.desk.key(),
        };
        town.desk.sign(&lurah, batch).await.unwrap();
        let pdf = town.desk.released(&resident, &receipt.ticket, "letter").await.unwrap();
        let text = raw_text_of(&pdf);
        assert!(text.contains(words) && !text.contains("Pasal 5"), "{text}");
        let file = lopdf::Document::load_mem(&pdf).unwrap();
        let page = file.get_dictionary(file.get_pages()[&1]).unwrap();
        let sides = page.get(b"MediaBox").unwrap().as_array().unwrap();
        assert!((sides[3].as_float().unwrap() - 841.89).abs() < 0.1);
        let pictures = file.objects.values().filter(|object| {
            let dict = object.as_stream().ok().map(|stream| &stream.dict);
            dict.and_then(|dict| dict.get(b"Width").ok()?.as_i64().ok()) == Some(200)
        });
        assert_eq!(pictures.count(), 1);
    });
}
