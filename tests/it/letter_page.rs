//! The page docs/template-format.md: every example in it is rendered, and gives what the page says.

use super::letter::{PLAIN, SIGNABLE, text_of};
use super::letter_papers::filled;
use alursurat::letter::Template;

const PAGE: &str = include_str!("../../docs/template-format.md");

/// What stands in backquotes on the page and is markup.
fn examples() -> Vec<&'static str> {
    let start = PAGE.find("## 2. Elements").unwrap();
    let end = PAGE.find("## 3. Names").unwrap();
    let quoted = PAGE[start..end].split('`').skip(1).step_by(2);
    quoted.filter(|text| text.starts_with('<') && text.contains('/')).collect()
}

fn compiled(source: &str) -> Template {
    let whole = if source.starts_with("<letter ") {
        source.to_owned()
    } else {
        format!("<letter>{source}</letter>")
    };
    Template::compile("page", &whole).unwrap_or_else(|errors| panic!("{source}: {errors:?}"))
}

#[test]
fn every_element_of_the_page_has_an_example_that_is_rendered() {
    let examples = examples();
    for element in [
        "letter ",
        "letterhead",
        "title",
        "number",
        "p",
        "rows",
        "row ",
        "table",
        "tr",
        "td",
        "list",
        "item",
        "boxes",
        "signature",
        "qr",
        "footer",
        "keep",
        "pagebreak",
        "b",
        "i",
        "u",
    ] {
        let shown = |example: &&&str| {
            ["", " ", ">", "/"].iter().any(|end| example.contains(&format!("<{element}{end}")))
        };
        assert!(examples.iter().any(|example| shown(&example)), "{element} has no example");
    }
    for example in examples {
        let template = compiled(example);
        let pdf = template.render(&filled(&template), SIGNABLE);
        pdf.unwrap_or_else(|error| panic!("{example}: {error}"));
    }
}

#[test]
fn every_helper_prints_what_the_page_says() {
    let start = PAGE.find("## 4. Helpers").unwrap();
    let rows = PAGE[start..].lines().skip(3).take_while(|line| line.starts_with("| "));
    let mut count = 0;
    for row in rows {
        let cells: Vec<&str> = row.trim_matches(['|', ' ']).split(" | ").map(str::trim).collect();
        let [call, value, printed] = cells[..] else { panic!("{row}") };
        let template = compiled(&format!("<p>{}</p>", call.trim_matches('`')));
        let mut facts = filled(&template);
        facts.names.insert("x".into(), serde_json::from_str(value.trim_matches('`')).unwrap());
        let text = text_of(&template.render(&facts, PLAIN).unwrap());
        assert_eq!(text.trim(), printed, "{row}");
        count += 1;
    }
    assert!(count > 20, "{count}");
}
