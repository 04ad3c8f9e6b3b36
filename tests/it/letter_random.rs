//! Whatever people type, a letter is made or refused; nothing falls over, and nothing that was typed is lost.

use super::letter::{PLAIN, SIGNABLE, birth, facts, raw_texts_of};
use super::letter_layouts::{LAYOUTS, facts as layout_facts, layout};
use alursurat::letter::{Facts, Paper, Read, Template, lacks};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use unicode_normalization::UnicodeNormalization as _;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_name_is_printed_or_refused(name in "\\PC{1,40}") {
        let mut facts = facts();
        facts.names["mother"]["name"] = json!(name);
        let made = birth().render(&facts, PLAIN);
        if lacks(&name).is_some() {
            prop_assert!(made.is_err(), "{name}");
        } else {
            prop_assert!(made.is_ok(), "{name}: {:?}", made.err());
        }
    }

    #[test]
    fn any_source_is_compiled_or_refused(source in "(<letter>|</letter>|<p>|</p>|<rows|\\{\\{|\\}\\}|#if |/if|a|\"| |<|>|=|\n|&){0,30}") {
        let _ = Template::compile("any", &source);
        let _ = Template::compile("any", &format!("<letter>{source}</letter>"));
    }
}

/// Names and texts as people have them: one word, sixty letters, apostrophes, accents, marks that combine.
fn typed() -> impl Strategy<Value = String> {
    let odd = [
        "Sri",
        "O'Neill & Putra <CV>",
        "D\u{2019}Souza \"Dodo\"",
        "E\u{301}lodie \u{15e}ahin",
        "\u{1e24}asan R\u{323}ad\u{12b}",
        "Muhammad Rizky Pratama Wirasaputra Kusumaningrat Abdurrahman",
        "Wirasaputrakusumaningratabdurrahmansyahnoorhidayatullahwibow",
        "Ni Luh Putu Ayu Sri Wahyuni Kusuma Dewi Saraswati Laksmi Dew",
    ];
    prop_oneof![
        prop::sample::select(odd.to_vec()).prop_map(str::to_owned),
        "[A-Z][a-z']{0,14}( [A-Z][a-z]{0,14}){0,5}",
    ]
}

/// What is typed, drawn anew wherever a value is asked for.
struct Typist(TestRunner);

impl Typist {
    fn text(&mut self) -> String {
        typed().new_tree(&mut self.0).unwrap().current()
    }

    fn number(&mut self, below: i64) -> i64 {
        (0..below).new_tree(&mut self.0).unwrap().current()
    }

    /// Replaces what people type, and makes lists shorter or longer.
    fn retype(&mut self, value: &mut Value) {
        match value {
            Value::Object(parts) => {
                for (name, part) in parts.iter_mut() {
                    match name.as_str() {
                        "office_of" | "lurah" | "number" | "deed" | "key" | "logo"
                        | "check_url" => {}
                        "heirs" | "people" | "witnesses" | "borders" | "estate" => {
                            let rows = part.as_array().unwrap().clone();
                            let count = usize::try_from(1 + self.number(24)).unwrap();
                            *part = rows.into_iter().cycle().take(count).collect();
                            self.retype(part);
                        }
                        _ => self.retype(part),
                    }
                }
            }
            Value::Array(rows) => rows.iter_mut().for_each(|row| self.retype(row)),
            Value::Number(number) if number.as_i64().is_some_and(|n| n > 999) => {
                *value = json!(self.number(9_000_000_000));
            }
            Value::String(text) if text.chars().any(char::is_alphabetic) => *text = self.text(),
            _ => {}
        }
    }

    fn facts(&mut self, plain: Facts) -> Facts {
        let mut facts = plain;
        let mut names = Value::Object(std::mem::take(&mut facts.names));
        self.retype(&mut names);
        let Value::Object(names) = names else { unreachable!() };
        facts.names = names;
        // The loader sees to it that a field is no longer than its boxes.
        for boxed in ["/applicant/name", "/child"] {
            if let Some(Value::String(text)) = pointer(&mut facts.names, boxed) {
                *text = text.nfc().take(34).collect::<String>().trim().to_owned();
            }
        }
        for part in ["name", "address"] {
            facts.names["office_of"]["kelurahan"][part] = json!(self.text());
        }
        for signer in &mut facts.signers {
            signer.name = self.text();
        }
        facts.stationery.paper =
            [None, Some(Paper::A4), Some(Paper::F4)][usize::try_from(self.number(3)).unwrap()];
        facts
    }
}

fn pointer<'a>(names: &'a mut Map<String, Value>, path: &str) -> Option<&'a mut Value> {
    let mut parts = path.split('/').skip(1);
    let first = names.get_mut(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get_mut(part))
}

/// The texts that a template prints as they were typed; letters alone, for a helper may change their size.
fn printed(template: &Template, names: &Map<String, Value>) -> Vec<String> {
    let typed = |read: &&Read| {
        matches!(read.helper.as_deref(), None | Some("upper" | "title_case" | "nik"))
    };
    let mut found = Vec::new();
    for read in template.reads().iter().filter(typed) {
        let mut values = vec![Value::Object(names.clone())];
        for part in read.path.split('.') {
            let rows = |value: Value| match value {
                Value::Array(rows) => rows,
                one => vec![one],
            };
            let parts =
                values.into_iter().flat_map(rows).filter_map(|value| value.get(part).cloned());
            values = parts.collect();
        }
        let words = values.into_iter().map(|value| value.get("words").cloned().unwrap_or(value));
        found.extend(words.filter_map(|value| value.as_str().map(solid)));
    }
    found
}

fn solid(text: &str) -> String {
    let lower = text.nfc().collect::<String>().to_uppercase();
    lower.chars().filter(|sign| !sign.is_whitespace()).collect()
}

/// The text of a letter without what stands at head and foot of its pages.
fn body(text: &str) -> String {
    let pages = text.trim_end_matches('\u{c}').split('\u{c}');
    let pages = pages.enumerate().map(|(at, page)| {
        let mut page = solid(page);
        if let (true, Some(head)) = (at > 0, page.find(&format!("HALAMAN{}DARI", at + 1))) {
            page = page.split_off(head).chars().skip_while(|sign| !sign.is_ascii_digit()).collect();
            page = page.trim_start_matches(|sign: char| sign.is_ascii_digit()).to_owned();
            page = page.strip_prefix("DARI").unwrap_or(&page).to_owned();
            page = page.trim_start_matches(|sign: char| sign.is_ascii_digit()).to_owned();
        }
        for foot in [
            "SURATINIDITANDATANGANISECARA",
            "DOKUMENINIDITANDATANGANISECARA",
            "KOTAPROBOLINGGO\u{b7}DOKUMEN",
        ] {
            page.truncate(page.find(foot).unwrap_or(page.len()));
        }
        page
    });
    pages.collect()
}

/// How many letters: all thousand where the whole suite asks for them (`LETTERS=all`).
fn count() -> usize {
    if std::env::var("LETTERS").is_ok_and(|asked| asked == "all") { 1000 } else { 120 }
}

/// Reads letters with poppler and looks for what was typed in each.
fn found_again(made: Vec<(Vec<u8>, String, Vec<String>)>) {
    let (pdfs, wanted): (Vec<_>, Vec<_>) =
        made.into_iter().map(|(pdf, name, wanted)| (pdf, (name, wanted))).unzip();
    for (text, (name, wanted)) in raw_texts_of(&pdfs).iter().zip(wanted) {
        let text = body(text);
        for wanted in wanted {
            assert!(text.contains(&wanted), "{name}: {wanted} is lost in {text}");
        }
    }
}

/// With `LETTERS_OUT`, every twentieth is left in that folder for programs outside the project.
#[test]
fn what_was_typed_is_found_again_in_a_thousand_letters() {
    const WORKERS: usize = 4;
    let folder = std::env::var_os("LETTERS_OUT").map(std::path::PathBuf::from);
    let write = |worker: usize, folder: Option<std::path::PathBuf>| {
        let mut typist = Typist(TestRunner::deterministic());
        // Each worker draws something else.
        for _ in 0..worker * 1000 {
            typist.number(9);
        }
        let mut made = Vec::new();
        for at in (worker..count()).step_by(WORKERS) {
            let (name, _) = LAYOUTS[(at + at / 20) % LAYOUTS.len()];
            let template = layout(name);
            let facts = typist.facts(layout_facts(name));
            let pdf = template.render(&facts, if at % 40 < 20 { SIGNABLE } else { PLAIN });
            let pdf = pdf.unwrap_or_else(|error| panic!("{error}: {:?}", facts.names));
            if let (Some(folder), 0) = (&folder, at % 20) {
                std::fs::write(folder.join(format!("random-{at}-{name}.pdf")), &pdf).unwrap();
            }
            let mut wanted = printed(&template, &facts.names);
            let signers = facts.signers.iter().filter(|who| template.signers().contains(&who.step));
            wanted.extend(signers.map(|signer| solid(&signer.name)));
            made.push((pdf, format!("{name} {at}"), wanted));
            if made.len() == 50 || at + WORKERS >= count() {
                found_again(std::mem::take(&mut made));
            }
        }
    };
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let folder = folder.clone();
            scope.spawn(move || write(worker, folder));
        }
    });
}
