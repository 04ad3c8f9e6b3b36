use std::collections::BTreeMap;

use crate::workflow::Library;

/// What the loader says of an expression that guards a step, and of a deadline.
fn told(key: &str, expr: &str) -> Vec<String> {
    let definition = "\
format: 1
id: typed
title: Uji
start: {by: resident, route: applicant.address}
fields:
  name: {type: text, title: Nama}
  urgent: {type: bool, title: Mendesak}
  amount: {type: number, title: Jumlah}
  day: {type: date, title: Hari}
  mother: {type: person, ask: [nik, kk, name, passport, address], title: Ibu}
  father: {type: person, ask: [name, phone], optional: true, title: Ayah}
  site: {type: place, ask: [rt, area], title: Lokasi}
  agency: {type: choice, from: units, title: Instansi}
  place: {type: choice, of: {home: Rumah, clinic: Klinik}, title: Tempat}
  pick: {type: choice, from: homes, title: Asal}
  broken: {type: clock, title: Rusak}
  heirs:
    type: list
    title: Ahli waris
    of:
      heir: {type: person, ask: [name], optional: true, title: Nama}
      dead: {type: bool, title: Wafat}
      note: {type: text, when: it.dead, title: Catatan}
steps:
  check: {title: Periksa, by: head@kelurahan, KEY: 'EXPR'}
keep: {done: 1y, rejected: 1y, withdrawn: 1y}
";
    let text = definition.replace("KEY", key).replace("EXPR", &expr.replace('\'', "''"));
    let roles = include_str!("../../../workflows/tables/roles.csv");
    let homes = "key,title,home:area\na,A,35.74.03.1004\nb,B,35.74.03\n";
    let sources = [("typed.yaml", text.as_str()), ("tables/roles.csv", roles)];
    let sources = sources.into_iter().chain([("tables/homes.csv", homes)]);
    let sources: BTreeMap<_, _> =
        sources.map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let findings = Library::from_sources(&sources).err().unwrap();
    let here = findings.into_iter().filter(|found| found.path.starts_with("steps.check"));
    let said = |message: String| message.split("  in: ").next().unwrap_or_default().to_owned();
    here.filter(|found| !found.warning).map(|found| said(found.message)).collect()
}

fn guard(expr: &str) -> String {
    told("when", expr).join("; ")
}

#[test]
fn what_fits_is_accepted() {
    for expr in [
        "has(father.phone)",
        "has(father) and father.name == name",
        "has(mother.kk) and mother.kk == name",
        "day - (if urgent then 1d else 2d) < day",
        "some heirs satisfies (has(it.heir) and it.heir.name == name)",
        "some heirs satisfies (it.dead and it.note == name)",
        "pick.home.kecamatan == site.area.kecamatan",
        "has(agency.area) and has(agency.area.kecamatan) and agency.area.kecamatan == site.area.kecamatan",
    ] {
        assert_eq!(guard(expr), "", "{expr}");
    }
    let mixed =
        "if urgent then (if amount > 1 then 1d else 1wd) else if amount > 2 then 1d else 1wd";
    assert_eq!(told("due", mixed), [""; 0], "a deadline may be of any class");
}

#[test]
fn what_does_not_fit_is_told() {
    for (expr, message) in [
        ("amount < name", "cannot order number and text"),
        ("name < name", "cannot order text and text"),
        ("place < 'home'", "cannot order choice and text"),
        ("site.street == name", "`site.street`: `street` is not asked; add it to `ask`"),
        (
            "mother.kk == name",
            "`mother.kk` may be empty here (a foreigner gives a passport); \
             write `has(mother.kk) and ...`",
        ),
        (
            "mother.passport == name",
            "`mother.passport` may be empty here (a foreigner gives a passport); \
             write `has(mother.passport) and ...`",
        ),
        (
            "agency.area.kecamatan == site.area.kecamatan",
            "`agency.area` may be empty here (not every office has one); \
             write `has(agency.area) and ...`",
        ),
        (
            "some heirs satisfies it.note == name",
            "`it.note` may be empty here (only asked when it.dead); write `has(it.note) and ...`",
        ),
        (
            "some heirs satisfies it.heir.name == name",
            "`it.heir` may be empty here (optional); write `has(it.heir) and ...`",
        ),
        ("(if urgent then broken else name) + 1 == 2", "cannot compute text + number"),
    ] {
        assert_eq!(guard(expr), message, "{expr}");
    }
}

#[test]
fn what_is_broken_elsewhere_is_told_there_only() {
    for expr in ["name < broken", "broken < name", "broken.part == name", "broken + 1 == 2"] {
        assert_eq!(guard(expr), "", "{expr}");
    }
}
