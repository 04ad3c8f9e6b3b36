//! The facts of letters: what their templates read, who signs, what is frozen.

use std::collections::BTreeMap;
use std::sync::Arc;

use alursurat::area::{
    Appointment, AppointmentKind, Delegation, DelegationKind, Directory, Office, OfficeId, Officer,
    Seat, Services, Staffing,
};
use alursurat::calendar::{Calendar, Holidays};
use alursurat::case::Model;
use alursurat::letter::{Edition, Facts};
use alursurat::origin::PersonId;
use alursurat::service::{
    Coverage, FactsError, Played, Printing, Scenario, Service, Stage, facts_sha256, play,
};
use alursurat::workflow::OutputId;
use jiff::civil::date;

use super::{BIRTH, LETTER, birth, changed};

fn scenario<'a>(service: &'a Service, name: &str) -> &'a Scenario {
    service.scenarios.iter().find(|scenario| scenario.name.starts_with(name)).unwrap()
}

fn person(number: u128) -> PersonId {
    PersonId(uuid::Uuid::from_u128(number))
}

/// The people of a kelurahan, with a camat by this right.
fn directory(camat: Option<AppointmentKind>) -> Directory {
    let kecamatan: alursurat::area::AreaCode = "35.74.03".parse().unwrap();
    let appointment = camat.map(|kind| Appointment {
        person: person(900),
        seat: Seat::new("head", &kecamatan),
        kind,
        from: date(2020, 1, 1),
        to: None,
        basis: "SK 1/2020".to_owned(),
    });
    directory_with(appointment.into_iter().collect())
}

/// The offices of a kelurahan; the lurah is the person who signs in scenarios.
fn directory_with(appointments: Vec<Appointment>) -> Directory {
    let office = |id: &str, kind: &str, name: &str, head: &str| Office {
        id: OfficeId(id.to_owned()),
        name: name.to_owned(),
        kind: kind.to_owned(),
        head: head.to_owned(),
        code: name.to_uppercase(),
        address: "Jalan Contoh 1".to_owned(),
        phone: "0335-000000".to_owned(),
        ..Office::default()
    };
    let officer = |id: PersonId, name: &str| Officer {
        id,
        name: name.to_owned(),
        rank: Some("Penata (III/c)".to_owned()),
        nip: Some("198001012005011001".to_owned()),
    };
    Directory::new(
        1,
        vec![
            office("35.74", "Kota", "Kota Probolinggo", "Wali Kota"),
            office("35.74.03", "Kecamatan", "Mayangan", "Camat"),
            office("35.74.03.1004", "Kelurahan", "Jati", "Lurah"),
            office("35.74.03.1004.005.003", "RT", "RT 003", "Ketua RT"),
        ],
        vec![
            officer(person(900), "Dra. Wening Palupi"),
            officer(person(103), "Raharja Wicaksana, S.Sos."),
        ],
        appointments,
    )
}

fn facts(played: &Played, directory: &Directory, stage: Stage) -> Result<Facts, FactsError> {
    facts_of(&birth(), played, directory, stage)
}

fn facts_of(
    service: &Service,
    played: &Played,
    directory: &Directory,
    stage: Stage,
) -> Result<Facts, FactsError> {
    let calendar = Calendar::new("35.74", Arc::new(Holidays::default()));
    let staffing = |_: &Seat, _: &[PersonId]| Staffing::Held;
    let printing = Printing {
        service,
        model: Model {
            definition: &service.definition,
            calendar: &calendar,
            settings: &BTreeMap::new(),
            staffing: &staffing,
            known: &|_| None,
            undo_window: Model::UNDO_WINDOW,
            patience: Model::PATIENCE,
            unit: None,
        },
        case: &played.case,
        directory,
        day: date(2026, 11, 20),
        check_url: "https://surat.contoh.id/v/0000",
    };
    printing.facts(&OutputId::from("letter"), stage)
}

fn played(name: &str) -> Played {
    let service = birth();
    play(&service.definition, scenario(&service, name), &mut Coverage::default()).unwrap()
}

#[test]
fn the_facts_of_every_letter_fill_its_template() {
    let service = birth();
    let template = &service.templates["letter"];
    let directory = directory(Some(AppointmentKind::Plt));
    for name in ["lahir di RS, lengkap", "lahir di rumah", "Plt. Lurah"] {
        let played = played(name);
        for (stage, edition) in
            [(Stage::Final, Edition::Final { fields: true }), (Stage::Draft, Edition::Draft)]
        {
            let facts = facts(&played, &directory, stage).unwrap();
            let pdf = template.render(&facts, edition).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(crate::tagged::findings(&pdf), Vec::<String>::new(), "{name}");
        }
    }
}

#[test]
fn facts_hold_what_the_template_reads_and_hash_alike() {
    let two_signers = played("lahir di rumah");
    let directory_with_camat = directory(Some(AppointmentKind::Plt));
    let facts_now = facts(&two_signers, &directory_with_camat, Stage::Final).unwrap();
    let names = &facts_now.names;
    assert_eq!(names["sex"]["words"], "Laki-laki");
    assert_eq!(names["lurah"]["title"], "Lurah Jati");
    assert_eq!(names["letter"]["number"], "400.12.3.1/001/35.74.03.1004/XI/2026");
    assert_eq!(names["office_of"]["kecamatan"]["name"], "Mayangan");
    assert_eq!(names["witnesses"].as_array().unwrap().len(), 2);
    assert!(!names.contains_key("father") && !names.contains_key("family_card"));
    let above: Vec<_> = facts_now.signers.iter().map(|signer| signer.above.join("|")).collect();
    assert_eq!(above, ["LURAH JATI", "CAMAT MAYANGAN"]);
    let service = birth();
    let template = &service.templates["letter"];
    let again = facts(&two_signers, &directory_with_camat, Stage::Final).unwrap();
    assert_eq!(facts_sha256(template, &facts_now), facts_sha256(template, &again));
    let mut other = again;
    other.names.insert("child_name".into(), "Lain".into());
    assert_ne!(facts_sha256(template, &facts_now), facts_sha256(template, &other));
}

#[test]
fn a_seat_that_nobody_holds_is_dotted_in_a_draft_and_an_error_in_a_letter() {
    let service = birth();
    let waiting = scenario(&service, "camat menolak");
    let mut before = waiting.clone();
    before.lines.truncate(5);
    let played = play(&service.definition, &before, &mut Coverage::default()).unwrap();
    let nobody = directory(None);
    let draft = facts(&played, &nobody, Stage::Draft).unwrap();
    assert!(draft.signers[1].name.starts_with('…'));
    let error = facts(&played, &nobody, Stage::Final).unwrap_err();
    assert_eq!(
        error.to_string(),
        "nobody holds head@35.74.03, who signs at camat; appoint somebody first"
    );
    let acting = facts(&played, &directory(Some(AppointmentKind::Plt)), Stage::Final).unwrap();
    assert_eq!(acting.signers[1].above, ["Plt. CAMAT MAYANGAN"]);
    assert_eq!(acting.signers[1].name, "Dra. Wening Palupi");
    assert_eq!(acting.names["camat"]["title"], "Plt. Camat Mayangan");
}

#[test]
fn everything_that_a_template_may_read_is_in_the_facts() {
    let all = "{{sex}} {{sex.key}} {{purpose}} {{#if (is purpose \"new\")}}baru{{/if}} {{date today}} \
        {{office.code}} {{#if rt}}{{rt.name}} {{rt.title}} {{rt.office}} {{date rt.date \"short\"}}{{/if}} \
        {{#if rw}}{{rw.right}}{{/if}} {{verify.title}} {{#if verify.nip}}{{verify.nip}}{{/if}} \
        {{#if rt_intro}}{{rt_intro.number}} {{date rt_intro.date}}{{/if}} {{lurah.nip}} {{lurah.rank}} \
        {{office_of.kecamatan.head}} {{office_of.kelurahan.called}} {{office_of.kelurahan.title}} \
        {{office_of.kelurahan.email}} {{applicant.address.area}} {{applicant.address.area.kecamatan}} \
        {{rt applicant.address.rw}} {{applicant.religion}} {{applicant.marital}} {{family_card}}";
    let mut sources = changed(LETTER, "{{sex}}", all);
    let definition = sources.get_mut(BIRTH).unwrap();
    *definition = definition.replacen(
        "occupation, address, phone]",
        "occupation, address, phone, religion, marital]",
        1,
    );
    let service = Service::from_sources(&sources);
    let service = service.unwrap_or_else(|findings| panic!("{findings:#?}"));
    let first = scenario(&service, "lahir di RS, lengkap");
    let played = play(&service.definition, first, &mut Coverage::default()).unwrap();
    let facts = facts_of(&service, &played, &directory(None), Stage::Final).unwrap();
    let template = &service.templates["letter"];
    for edition in [Edition::Final { fields: true }, Edition::Draft] {
        template.render(&facts, edition).unwrap_or_else(|error| panic!("{error}"));
    }
    let names = &facts.names;
    assert_eq!(names["purpose"]["words"], "baru");
    assert_eq!(names["rt"]["title"], "Ketua RT 003");
    assert_eq!(names["rt"]["date"], "2026-11-16");
    assert_eq!(names["verify"]["title"], "Petugas Kelurahan Jati");
    assert_eq!(names["rt_intro"]["number"], "001/RT 03/RW 05/XI/2026");
    assert_eq!(names["applicant"]["address"]["area"]["words"], "Jati");
    assert_eq!(names["applicant"]["address"]["area"]["kecamatan"], "Mayangan");
    assert_eq!(names["applicant"]["marital"]["words"], "Kawin");
    assert_eq!(names["lurah"]["nip"], "198001012005011001");
    assert!(names["lurah"].get("date").is_none());
}

#[test]
fn the_lines_above_a_name_say_by_what_right_it_signs() {
    let service = birth();
    let signs = |seat, line: &str, delegations: Vec<Delegation>| {
        let mut scenario = scenario(&service, "lahir di RS, lengkap").clone();
        scenario.seats.insert("lurah".into(), seat);
        let (at, _) = scenario.lines.pop().unwrap();
        scenario.lines.push((at, line.parse().unwrap()));
        let played = play(&service.definition, &scenario, &mut Coverage::default()).unwrap();
        let kelurahan: alursurat::area::AreaCode = "35.74.03.1004".parse().unwrap();
        let own = Appointment {
            person: person(103),
            seat: Seat::new("secretary", &kelurahan),
            kind: AppointmentKind::Definitive,
            from: date(2020, 1, 1),
            to: None,
            basis: "SK 2/2020".to_owned(),
        };
        let directory = directory_with(vec![own]).with_delegations(delegations);
        facts(&played, &directory, Stage::Final).unwrap().signers[0].above.clone()
    };
    assert_eq!(signs(Staffing::Plt, "lurah sign by plt", vec![]), ["Plt. LURAH JATI"]);
    assert_eq!(signs(Staffing::Plh, "lurah sign by plh", vec![]), ["Plh. LURAH JATI"]);
    let by_delegate = |delegations| signs(Staffing::Plh, "lurah sign by delegate", delegations);
    assert_eq!(by_delegate(vec![]), ["a.n. LURAH JATI", "SEKRETARIS KELURAHAN,"]);
    let hands_down = |kind, from: &str, to: &str| Delegation {
        from: format!("{from}@35.74.03.1004").parse().unwrap(),
        to: format!("{to}@35.74.03.1004").parse().unwrap(),
        kind,
        services: Services::All,
        since: date(2026, 1, 1),
        until: None,
        basis: "SK 3/2026".to_owned(),
    };
    assert_eq!(
        by_delegate(vec![
            hands_down(DelegationKind::An, "head", "social"),
            hands_down(DelegationKind::Ub, "social", "secretary"),
        ]),
        ["a.n. LURAH JATI", "PETUGAS SOSIAL KELURAHAN,", "u.b.", "SEKRETARIS KELURAHAN,"]
    );
}
