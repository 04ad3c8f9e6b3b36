//! Offices and people come in by sheets, on both databases: the examples of the documentation,
//! twice, and sheets with mistakes.

use std::path::Path;
use std::sync::Arc;

use alursurat::area::{OfficeId, Right};
use alursurat::cli::{Cli, run};
use alursurat::origin::FixedClock;
use clap::Parser as _;

use crate::support::{Database, databases, day, seat, when};

const ADMIN: &str = "Arif Kurniawan, S.Kom.";

fn command(database: &Database, words: &[&str]) -> Result<(u8, String), String> {
    let data = database.folder().display().to_string();
    let mut all = vec!["alursurat"];
    all.extend(words);
    all.extend(["--data", &data]);
    all.extend(database.url().into_iter().flat_map(|url| ["--database-url", url]));
    let clock = Arc::new(FixedClock::new(when("2026-11-20T02:00:00Z")));
    let mut told = Vec::new();
    let status = run(&Cli::try_parse_from(all).unwrap(), &mut told, clock);
    let status = status.map_err(|error| format!("{error:#}"))?;
    Ok((status, String::from_utf8(told).unwrap()))
}

fn example(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples").join(name).display().to_string()
}

/// The sheet of offices without its settings, for the time before anything is published.
fn bare_offices(folder: &Path) -> String {
    let text = std::fs::read_to_string(example("offices.csv")).unwrap();
    let text = text.replace(",60d,,Perwali 9/2026 (contoh)", ",,,");
    let text = text.replace(",400.12.3.1,Perwali 9/2026 (contoh)", ",,");
    let file = folder.join("offices.csv");
    std::fs::write(&file, text).unwrap();
    file.display().to_string()
}

fn town(database: &Database, folder: &Path) {
    let good = |words: &[&str]| {
        let (status, told) = command(database, words).unwrap();
        assert_eq!(status, 0, "{told}");
        told
    };
    good(&["area", "import", &example("areas.csv")]);
    let told = good(&["office", "import", &bare_offices(folder)]);
    assert!(told.contains("9 new, 0 changed, 0 as before, 0 set"), "{told}");
    let people = [example("people.csv"), example("delegations.csv"), example("leave.csv")];
    let mut words = vec!["person", "import"];
    words.extend(people.iter().map(String::as_str));
    let told = good(&words);
    assert!(told.contains("4 new, 0 changed, 5 appointed, 1 delegated, 1 away"), "{told}");
    let told = good(&words);
    assert!(
        told.contains("0 new, 0 changed, 0 appointed, 0 delegated, 0 away, 11 as before"),
        "{told}"
    );
    good(&["publish", "--by", ADMIN, "--reason", "Perwali 9/2026 (contoh)"]);
    let offices = example("offices.csv");
    let told = good(&["office", "import", &offices, "--by", ADMIN, "--dry-run"]);
    assert!(told.contains("0 new, 0 changed, 9 as before, 2 set"), "{told}");
    good(&["office", "import", &offices, "--by", ADMIN]);
    let told = good(&["office", "import", &offices, "--by", ADMIN]);
    assert!(told.contains("0 new, 0 changed, 9 as before, 0 set"), "{told}");
}

#[test]
fn the_examples_of_the_documentation_make_a_town_and_twice_is_once() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        town(&database, folder.path());
        let (_, shown) =
            command(&database, &["office", "show", "35.74.03.1004", "--service", "birth"]).unwrap();
        assert!(shown.starts_with("35.74.03.1004  Kelurahan Jati (Lurah)\n"), "{shown}");
        assert!(
            shown.contains("hours    mon-thu 07:30-16:00; fri 07:00-14:30 (of 35.74)"),
            "{shown}"
        );
        assert!(shown.contains("set by 35.74 ") && shown.contains("set here"), "{shown}");
        let (_, shown) = command(&database, &["person", "show", "199002212015032001"]).unwrap();
        assert_eq!(
            shown,
            "Dewi Anggraini, A.Md., Pengatur (II/c)\n  e-mail dewi.anggraini@kota.example\n\
             \x20 secretary@35.74.03.1004 as its own holder\n\
             \x20 head@35.74.03.1004 by delegation\n"
        );
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let store = database.open().await;
            let directory = store.directory().await.unwrap();
            let dewi = store.persons_named("081200009005").await.unwrap().remove(0).id;
            let bambang = store.persons_named("081200009006").await.unwrap().remove(0).id;
            let head = seat("head@35.74.03.1004");
            let right = |who, on| directory.right_for(who, &head, "birth", day(on));
            assert_eq!(right(dewi, "2026-11-20"), Some(Right::Delegate));
            assert_eq!(right(dewi, "2026-11-23"), Some(Right::Plh));
            assert_eq!(
                (right(bambang, "2026-11-20"), right(bambang, "2026-11-23")),
                (Some(Right::Own), None)
            );
            let rt = directory.office(&OfficeId("35.74.03.1004.005.004".into())).unwrap();
            assert_eq!(
                (rt.kind.as_str(), rt.name.as_str(), rt.head.as_str()),
                ("RT", "004", "Ketua RT")
            );
            store.close().await;
        });
    }
}

#[test]
fn every_wrong_row_is_told_with_its_remedy_and_nothing_is_written() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        town(&database, folder.path());
        let told = |what: &str, text: &str, more: &[&str]| {
            let file = folder.path().join("wrong.csv");
            std::fs::write(&file, text).unwrap();
            let name = file.display().to_string();
            let (status, told) =
                command(&database, &[&[what, "import", &name], more].concat()).unwrap();
            assert_eq!(status, 1, "{told}");
            assert!(told.ends_with("Nothing is changed: mend the lines above.\n"), "{told}");
            told.replace(&format!("{name}:"), "")
        };
        let offices = told(
            "office",
            "code,name,parent,hours,zone,set.late,basis\n35.74.09,Baru,,,,,\ndinas-x,Dinas X,,,,,\n\
             dinas-y,Dinas Y,dinas-z,,,,\n35.74.03,,,soon,,,\n35.74.03.1004,,,,WEB,,\n35.7,x,,,,,\n\
             35.74,,,,,60wd,Perwali 1\n35.74,,,,,,\nDinas,x,,,,,\n",
            &["--by", ADMIN],
        );
        insta::allow_duplicates!(insta::assert_snapshot!(offices, @r#"
        2: no official list has 35.74.09; check the code, or take the list up with `alursurat area import`
        3: parent is empty; name the office above the agency dinas-x
        4: parent dinas-z is no office; add a row for it
        5: hours: `soon` is no weekday; write hours like mon-thu 07:30-16:00; fri 07:00-11:00 13:00-15:30
        6: zone is WEB; write WIB, WITA or WIT
        7: "35.7" is not an area code; write it like 35.74.04.1003 (village), 35.74.04.1003.02 (its dusun 2) or 35.74.04.1003.005.003 (its RW 5, RT 3); the id of an agency is a-z, 0-9 and -
        8: late: must be a calendar duration (d, mo, y), is `60wd`
        9: 35.74 stands at line 8 already
        10: "Dinas" is not an area code; write it like 35.74.04.1003 (village), 35.74.04.1003.02 (its dusun 2) or 35.74.04.1003.005.003 (its RW 5, RT 3); the id of an agency is a-z, 0-9 and -
        Nothing is changed: mend the lines above.
        "#));
        let people = told(
            "person",
            "name,nik,nip,phone,rank,role,office,kind,from,to,basis,email\n\
             A Contoh,357403070774900,,,,head,35.74.03.1004,,2026-01-01,,SK,\n\
             B Contoh,,,081200009031,,hed,35.74.03.1004,,2026-01-01,,SK,\n\
             C Contoh,,,081200009032,,head,35.74.03.1009,,2026-01-01,,SK,\n\
             D Contoh,,,081200009033,,head,35.74.03.1004,,2026-01-01,,SK,\n\
             E Contoh,,,081200009034,,officer,35.74,acting,2026-01-01,,SK,\n\
             F Contoh,,,,,officer,35.74,,2026-01-01,,SK,\n\
             G Contoh,,,081200009035,,officer,35.74,plt,2026-05-01,2026-01-01,SK,\n\
             H Contoh,,,081200009036,,officer,35.74,plt,01-05-2026,,SK,\n\
             I Contoh,,,081200009037,,officer,35.74,plt,2026-05-01,,SK,\n\
             J Contoh,,,081200009038,,,35.74,,2026-05-01,,SK,\n",
            &[],
        );
        insta::allow_duplicates!(insta::assert_snapshot!(people, @r#"
        10: warning: a Plt. acts for a year at most; set its last day (to) to 2027-05-01 or before
        2: nik "357403070774900" is not right; write its 16 digits
        3: no role `hed`; did you mean `head`?
        4: no office 35.74.03.1009; did you mean `35.74.03.1004`?
        5: Bambang Sutrisno, S.Sos. already holds head@35.74.03.1004 from 2024-01-02; end that appointment by its last day (to) first
        6: kind is acting; write definitive, plt, plh or pj
        7: nik, nip and phone are empty; fill one in, so that the person is known again
        8: to lies before from; turn them round
        9: from "01-05-2026" is no day; write it like 2026-11-20
        11: office is filled and role is not; say which role the person has
        Nothing is changed: mend the lines above.
        "#));
        let delegations = told(
            "person",
            "from,to,kind,services,since,until,basis\nhead@35.74,head@35.74,an,*,2026-01-01,,SK\n\
             head,officer@35.74,an,*,2026-01-01,,SK\nhead@35.74,officer@35.74,pp,*,2026-01-01,,SK\n\
             head@35.74,officer@35.74,an,,2026-01-01,,SK\n",
            &[],
        );
        insta::allow_duplicates!(insta::assert_snapshot!(delegations, @r#"
        2: from and to are the same seat; a seat delegates to another
        3: from "head" is no seat; write ROLE@OFFICE, for example head@35.74.03.1004
        4: kind is pp; write an (atas nama) or ub (untuk beliau)
        5: services is empty; fill it in
        Nothing is changed: mend the lines above.
        "#));
        let leave = told("person", "person,from,to,basis\nEntah,2026-01-01,2026-01-02,SK\n", &[]);
        insta::allow_duplicates!(insta::assert_snapshot!(leave, @r#"
        2: nobody is called "Entah"; write NIK, NIP or phone
        Nothing is changed: mend the lines above.
        "#));
    }
}
