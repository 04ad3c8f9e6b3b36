//! What an office sets: the values that a case pins at its first submission, and those of the
//! engine itself, which stay live.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::printable::unprintable_sign;
use crate::area::{Directory, OfficeId};
use crate::calendar::{Period, PeriodClass, Unit};
use crate::case::Model;
use crate::service::stationery;
use crate::signature::FirstSignature;
use crate::workflow::{Choices, Definition, FieldKind, Setting, SettingId, Value};

/// Minutes in which a decision may be taken back.
pub const UNDO: &str = "engine.undo_minutes";
/// How long a returned request may stay with a silent applicant.
pub const SILENT: &str = "engine.silent";
/// How long a case stays after its end, where its definition does not say.
pub const KEEP_DONE: &str = "engine.keep_done";
/// The same for every other end.
pub const KEEP_OTHER: &str = "engine.keep_other";
/// Whether the first signature of a letter certifies it.
pub const CERTIFY: &str = "engine.certify";

/// The settings that every office may set and no definition declares: of the engine, and of its letters.
pub fn engine_settings() -> Vec<Setting> {
    let mut settings = clocks();
    settings.extend(letters());
    settings
}

/// What an office prints on and what it says of itself; letters read it when their facts are frozen.
fn letters() -> Vec<Setting> {
    let text = |id: &str, title: &str, max, default: &str| Setting {
        id: SettingId::from(id),
        title: title.into(),
        kind: FieldKind::text(max),
        default: Value::Text(default.into()),
    };
    let papers = [("template", "Seperti templatnya"), ("F4", "F4"), ("A4", "A4")];
    let papers = papers.map(|(key, words)| (key.into(), words.into())).to_vec();
    vec![
        Setting {
            id: SettingId::from(stationery::PAPER),
            title: "Kertas untuk semua surat".into(),
            kind: FieldKind::Choice(Choices::of(papers)),
            default: Value::Choice("template".into()),
        },
        text(stationery::LOGO, "Lambang di kiri kop surat", 64, stationery::EMBLEM),
        text(stationery::LOGO_RIGHT, "Lambang di kanan kop surat", 64, stationery::NONE),
        text(stationery::ASSURANCE, "Kalimat tanda tangan elektronik di kaki surat", 600, ""),
    ]
}

/// Settings of the engine.
fn clocks() -> Vec<Setting> {
    let setting = |id: &str, title: &str, kind, default| Setting {
        id: SettingId::from(id),
        title: title.into(),
        kind,
        default,
    };
    let time = |count, unit| Value::Period(Period::new(count, unit));
    let minutes = FieldKind::Number { min: Some(0), max: Some(60) };
    vec![
        setting(UNDO, "Batas membatalkan keputusan (menit)", minutes, Value::Number(5)),
        setting(
            SILENT,
            "Permohonan yang dikembalikan ditutup bila pemohon diam selama",
            FieldKind::Period(PeriodClass::Calendar),
            time(30, Unit::Day),
        ),
        setting(
            KEEP_DONE,
            "Lama simpan data permohonan yang selesai, bila layanan tidak menentukan",
            FieldKind::Period(PeriodClass::Calendar),
            time(10, Unit::Year),
        ),
        setting(
            KEEP_OTHER,
            "Lama simpan data permohonan lain, bila layanan tidak menentukan",
            FieldKind::Period(PeriodClass::Calendar),
            time(1, Unit::Year),
        ),
        setting(
            CERTIFY,
            "Tanda tangan pertama mengunci surat (sertifikasi PDF)",
            FieldKind::Bool,
            Value::Bool(false),
        ),
    ]
}

/// The value that a text stands for; the error says in English what it must be.
pub fn read_setting(setting: &Setting, text: &str) -> Result<Value, String> {
    if let Some(sign) = unprintable_sign(text) {
        return Err(format!("{sign:?} cannot be printed; write it in Latin letters"));
    }
    if [stationery::LOGO, stationery::LOGO_RIGHT].contains(&setting.id.as_str())
        && !stationery::names_logo(text)
    {
        return Err(format!("must be a PNG file, `emblem` or `none`, is `{text}`"));
    }
    match setting.kind.literal(text)? {
        Value::Period(given) if given.count < 0 => {
            Err(format!("must not be negative, is `{text}`"))
        }
        value => Ok(value),
    }
}

/// What the nearest office from `office` upward sets today for every setting of a definition.
pub(super) fn settings_of(
    definition: &Definition,
    directory: &Directory,
    office: Option<&OfficeId>,
) -> BTreeMap<SettingId, Value> {
    let settings = definition.settings.iter();
    let value = |setting: &Setting| in_force(setting, definition.id.as_str(), directory, office);
    settings.map(|setting| (setting.id.clone(), value(setting))).collect()
}

/// How long a decision may be taken back where `office` decides.
pub(super) fn undo_window(
    service: &str,
    directory: &Directory,
    office: Option<&OfficeId>,
) -> SignedDuration {
    match engine(UNDO, service, directory, office) {
        Some(Value::Number(minutes)) => SignedDuration::from_mins(minutes),
        _ => Model::UNDO_WINDOW,
    }
}

/// How long a returned request waits for a silent applicant where `office` decides.
pub(super) fn patience(service: &str, directory: &Directory, office: Option<&OfficeId>) -> Period {
    match engine(SILENT, service, directory, office) {
        Some(Value::Period(period)) => period,
        _ => Model::PATIENCE,
    }
}

/// What the first signature of a letter is where `office` signs it.
pub(super) fn first_signature(
    service: &str,
    directory: &Directory,
    office: Option<&OfficeId>,
) -> FirstSignature {
    match engine(CERTIFY, service, directory, office) {
        Some(Value::Bool(true)) => FirstSignature::Certification,
        _ => FirstSignature::Approval,
    }
}

/// The value of a setting of the engine.
fn engine(
    id: &str,
    service: &str,
    directory: &Directory,
    office: Option<&OfficeId>,
) -> Option<Value> {
    let setting = engine_settings().into_iter().find(|setting| setting.id.as_str() == id)?;
    Some(in_force(&setting, service, directory, office))
}

/// The value of one setting; one that no longer fits its kind is as if it were not set.
fn in_force(
    setting: &Setting,
    service: &str,
    directory: &Directory,
    office: Option<&OfficeId>,
) -> Value {
    let set = office.and_then(|office| directory.setting(office, service, setting.id.as_str()));
    let Some((office, set)) = set else { return setting.default.clone() };
    read_setting(setting, &set.value).unwrap_or_else(|problem| {
        tracing::warn!(office = %office.id, setting = %setting.id, problem, "a setting is passed over");
        setting.default.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::{self, Office};

    fn directory(name: &str, value: &str) -> Directory {
        let id = OfficeId("35.74.03".to_owned());
        let office = Office { id: id.clone(), ..Office::default() };
        let set = area::Setting {
            office: id,
            service: None,
            name: name.to_owned(),
            value: value.to_owned(),
        };
        Directory::new(1, vec![office], vec![], vec![]).with_settings(vec![set])
    }

    #[test]
    fn an_office_may_narrow_the_window_and_nonsense_is_passed_over() {
        let office = OfficeId("35.74.03.1004".to_owned());
        let window = |value: &str| undo_window("birth", &directory(UNDO, value), Some(&office));
        assert_eq!(window("2"), SignedDuration::from_mins(2));
        assert_eq!(window("soon"), Model::UNDO_WINDOW);
        assert_eq!(undo_window("birth", &directory(UNDO, "2"), None), Model::UNDO_WINDOW);
    }

    #[test]
    fn an_office_says_how_long_it_waits_for_a_silent_applicant() {
        let office = OfficeId("35.74.03.1004".to_owned());
        let waits = |value: &str| patience("birth", &directory(SILENT, value), Some(&office));
        assert_eq!(waits("14d"), "14d".parse().unwrap());
        assert_eq!(waits("10wd"), Model::PATIENCE, "of another class");
    }

    #[test]
    fn what_letters_read_must_be_printable() {
        let read = |id: &str, text: &str| {
            let settings = engine_settings();
            read_setting(settings.iter().find(|setting| setting.id.as_str() == id).unwrap(), text)
        };
        assert_eq!(read("letter.paper", "A4"), Ok(Value::Choice("A4".into())));
        assert!(read("letter.paper", "A5").is_err());
        assert!(read("letter.assurance", "Diterbitkan \u{6c49}").is_err());
        assert!(read("letter.logo", "kota.png").unwrap_err().starts_with("must be a PNG file"));
        assert!(
            read("letter.logo", "none").is_ok() && read("letter.logo", &"a".repeat(64)).is_ok()
        );
    }

    #[test]
    fn letters_are_certified_only_where_an_office_says_so() {
        let office = OfficeId("35.74.03.1004".to_owned());
        let first =
            |value: &str| first_signature("birth", &directory(CERTIFY, value), Some(&office));
        assert_eq!(first("true"), FirstSignature::Certification);
        assert_eq!(first("false"), FirstSignature::Approval);
        assert_eq!(first("yes"), FirstSignature::Approval, "nonsense is passed over");
        let unset = first_signature("birth", &directory(UNDO, "2"), Some(&office));
        assert_eq!(unset, FirstSignature::Approval);
    }

    #[test]
    fn a_duration_keeps_its_class() {
        let settings = engine_settings();
        let silent = settings.iter().find(|setting| setting.id.as_str() == SILENT).unwrap();
        assert_eq!(read_setting(silent, "2mo"), Ok(Value::Period("2mo".parse().unwrap())));
        let told = read_setting(silent, "20wd").unwrap_err();
        assert_eq!(told, "must be a calendar duration (d, mo, y), is `20wd`");
        assert!(read_setting(silent, "-3d").is_err());
    }
}
