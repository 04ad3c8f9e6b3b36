//! Nothing is lost in silence: every mistake of a template or a value is an error with its line.

use super::letter::{PLAIN, SIGNABLE, birth, facts};
use alursurat::letter::{Edition, Facts, Problem, RenderError, Template};
use serde_json::{Value, json};

fn refused(source: &str) -> Vec<String> {
    match Template::compile("t", source) {
        Ok(_) => panic!("accepted: {source}"),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn templates_are_refused_with_line_and_column() {
    for (inner, wanted) in [
        ("<p>{{{mother.name}}}</p>", "2:4: raw output is refused"),
        ("<p>{{&mother.name}}</p>", "2:4: raw output is refused"),
        ("{{> other}}", "2:1: partials and decorators are refused"),
        ("<p>{{shout name}}</p>", "2:4: unknown helper `shout`"),
        ("<p>{{lookup this \"x\"}}</p>", "2:4: unknown helper `lookup`"),
        ("{{#with mother}}<p/>{{/with}}", "2:1: unknown helper `with`"),
        ("<img/>", "2:1: unknown element <img>"),
        ("<p><a>x</a></p>", "<a> cannot stand in <p>"),
        ("<p style=\"x\">y</p>", "<p> has no attribute \"style\""),
        ("<p at=\"9\">y</p>", "<p> has no attribute \"at\""),
        ("<p align=\"middle\">y</p>", "must be justify, left, center, right"),
        ("<p indent=\"-1\">y</p>", "must be from 0 to 150 mm"),
        ("<p indent=\"{{n}}\">y</p>", "must be from 0 to 150 mm"),
        ("<signature/>", "<signature> needs by"),
        ("<signature by=\"{{x}}\"/>", "must be the id of a step"),
        ("<letterhead office=\"kantor\"/>", "must be provinsi, kabupaten"),
        ("<qr size=\"20\"/>", "must be from 25 to 60 mm"),
        ("<table widths=\"10 20\"><tr><td>a</td></tr></table>", "this row fills 1 of 2 columns"),
        (
            "<keep>\n<table widths=\"90 90\"><tr><td>a</td><td>b</td></tr></table></keep>",
            "3:1: the columns are wider than the page",
        ),
        ("<tr><td>a</td></tr>", "<tr> cannot stand in <letter>"),
        ("<keep><footer>x</footer></keep>", "<footer> stands directly in <letter>"),
        ("<letterhead/><letterhead/>", "<letterhead> stands at most once"),
        ("<footer>a</footer><footer>b</footer>", "<footer> stands at most once"),
        ("<signature by=\"a\"/><keep><signature by=\"a\"/></keep>", "stands twice"),
        ("<p>a", "the markup is not well-formed"),
        ("{{#if a}}<p>{{/if}}</p>", "2:1: `#if` must close every element"),
        ("<p>&nbsp;</p>", "the markup is not well-formed"),
        ("stray words", "text cannot stand directly in <letter>"),
        ("<p>{{#if a}}</p>", "3:10: invalid handlebars syntax"),
        ("<{{x}}>", "not well-formed"),
    ] {
        let said = refused(&format!("<letter>\n{inner}\n</letter>"));
        assert!(said.iter().any(|error| error.contains(wanted)), "{inner}: {said:?}");
    }
    let doctype = "<!DOCTYPE x [<!ENTITY a \"b\">]><letter><p>&a;</p></letter>";
    assert!(refused(doctype)[0].contains("not well-formed"));
    assert!(refused("<p>x</p>")[0].contains("the outermost element must be <letter>"));
}

fn one_line(source: &str, name: &str, value: Value) -> Result<Vec<u8>, RenderError> {
    let mut facts = facts();
    facts.names.insert(name.into(), value);
    Template::compile("t", source).unwrap().render(&facts, PLAIN)
}

#[test]
fn a_character_that_no_font_has_is_an_error_with_its_line() {
    let mut facts = facts();
    facts.names["mother"]["name"] = json!("Siti \u{1f338} Aminah");
    let error = birth().render(&facts, SIGNABLE).unwrap_err();
    assert_eq!(error.line, 19);
    assert!(matches!(error.problem, Problem::Glyph { sign: '\u{1f338}', .. }), "{error}");
    assert!(error.to_string().starts_with("birth.hbs:19: "), "{error}");
    let control = one_line("<letter>\n<p>{{x}}</p></letter>", "x", json!("a\u{1}b"));
    let control = control.unwrap_err();
    assert!(matches!(control.problem, Problem::Glyph { sign: '\u{1}', .. }), "{control}");
    assert_eq!(control.line, 2);
}

#[test]
fn a_long_word_goes_on_below_and_more_characters_than_boxes_are_an_error() {
    let source =
        "<letter>\n<table widths=\"20 40\">\n<tr><td>{{x}}</td><td>b</td></tr></table></letter>";
    assert!(one_line(source, "x", json!("Wirausahawan-tanpa-batas")).is_ok());
    let boxes = "<letter><boxes max=\"3\">{{x}}</boxes></letter>";
    let many = one_line(boxes, "x", json!("ABCD")).unwrap_err().problem;
    assert_eq!(many, Problem::TooMany { text: "ABCD".into(), max: 3 });
    // What is counted is what would be printed.
    let wide = boxes.replace("{{x}}", "{{upper x}}");
    let wide = one_line(&wide, "x", json!("\u{df}\u{df}")).unwrap_err().problem;
    assert_eq!(wide, Problem::TooMany { text: "SSSS".into(), max: 3 });
}

#[test]
fn a_name_without_a_value_is_an_error_with_its_line() {
    let mut facts = facts();
    facts.names.remove("child_order");
    let error = birth().render(&facts, SIGNABLE).unwrap_err();
    assert_eq!((error.line, error.problem), (11, Problem::Missing("child_order".into())));
    let source = "<letter>\n<p>{{#if x}}{{x.y}}{{else}}kosong{{/if}}</p></letter>";
    let error = one_line(source, "x", json!({"z": 1})).unwrap_err();
    assert_eq!((error.line, error.problem), (2, Problem::Missing("x.y".into())));
    assert!(one_line(source, "other", json!(1)).is_ok());
}

#[test]
fn a_value_that_a_helper_cannot_print_is_an_error() {
    for (call, value) in [
        ("date x", json!("besok")),
        ("time x", json!("25:00")),
        ("money x", json!("banyak")),
        ("spell x", json!(1.5)),
        ("age x", json!("2030-01-01")),
        ("rt x", json!("RT 4")),
        ("nik x", json!("123")),
        ("x", json!({"name": "Siti"})),
        ("upper x", json!([1])),
    ] {
        let source = format!("<letter>\n<p>{{{{{call}}}}}</p></letter>");
        let error = one_line(&source, "x", value).unwrap_err();
        assert!(matches!(error.problem, Problem::Value(_)) && error.line == 2, "{call}: {error}");
    }
}

#[test]
fn seats_emblems_and_addresses_that_are_missing_are_errors() {
    let problem = |change: fn(&mut Facts)| {
        let mut facts = facts();
        change(&mut facts);
        birth().render(&facts, SIGNABLE).unwrap_err().problem
    };
    assert_eq!(problem(|f| f.signers.clear()), Problem::NoSigner("lurah".into()));
    let emblem = problem(|f| f.names["office_of"]["kelurahan"]["logo"] = json!("kota.png"));
    assert_eq!(emblem, Problem::Emblem("kota.png".into()));
    assert!(matches!(
        problem(|f| f.check_url = "x".repeat(5000)),
        Problem::Qr(_) | Problem::TooHigh(_)
    ));
    let mut nameless = facts();
    nameless.names["office_of"]["kelurahan"].as_object_mut().unwrap().remove("name");
    assert!(birth().render(&nameless, Edition::Draft).is_err());
}
