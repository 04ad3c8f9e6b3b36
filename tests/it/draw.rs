//! `alursurat draw`: the picture of every service is well-formed, fits its paper, says all in words,
//! and that of the birth letter is the one which the README shows.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use alursurat::cli::{Cli, run};
use alursurat::origin::SystemClock;
use clap::Parser as _;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn draw(service: &str, folder: &str, wide: bool) -> String {
    let folder = root(folder);
    let (workflows, templates) = (folder.join("workflows"), folder.join("letter-templates"));
    let (workflows, templates) = (workflows.display().to_string(), templates.display().to_string());
    let mut words =
        vec!["alursurat", "draw", service, "--workflows", &workflows, "--templates", &templates];
    words.extend(wide.then_some("--wide"));
    let mut told = Vec::new();
    let cli = Cli::try_parse_from(words).unwrap();
    assert_eq!(run(&cli, &mut told, Arc::new(SystemClock)).unwrap(), 0);
    String::from_utf8(told).unwrap()
}

const CORPUS: &str = "tests/services";

/// Every service, and where it lies.
fn services() -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for folder in [".", CORPUS] {
        for entry in std::fs::read_dir(root(folder).join("workflows")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "yaml") {
                found.push((path.file_stem().unwrap().to_string_lossy().into_owned(), folder));
            }
        }
    }
    assert!(found.len() >= 9, "{found:?}");
    found
}

#[test]
fn every_picture_is_well_formed_fits_and_can_be_read_aloud() {
    for (service, folder) in services() {
        for wide in [false, true] {
            let picture = draw(&service, folder, wide);
            assert_eq!(picture, draw(&service, folder, wide), "the same bytes");
            let document = roxmltree::Document::parse(&picture).unwrap();
            let svg = document.root_element();
            let number = |node: roxmltree::Node<'_, '_>, name: &str| {
                node.attribute(name).unwrap().parse::<f64>().unwrap()
            };
            let (width, height) = (number(svg, "width"), number(svg, "height"));
            assert!(wide || (width - 360.0).abs() < 0.1, "{service}");
            let desc = svg
                .children()
                .find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "desc")));
            let said = desc.unwrap().text().unwrap().to_owned();
            for node in document.descendants().filter(roxmltree::Node::is_element) {
                let name = node.tag_name().name();
                assert!(
                    ["svg", "title", "desc", "style", "rect", "circle", "path", "text"]
                        .contains(&name)
                );
                if name == "text" {
                    let words = node.text().unwrap();
                    assert!(number(node, "y") < height && number(node, "x") < width, "{words}");
                    // Seven pixels a letter is more than a line has.
                    let right = number(node, "x")
                        + 6.2 * f64::from(u32::try_from(words.chars().count()).unwrap());
                    let class = node.attribute("class");
                    assert!(
                        class.is_some() || right < width + 20.0,
                        "{service}: {words} ({right})"
                    );
                    let first = words.split_whitespace().next().unwrap();
                    assert!(class == Some("h1") || said.contains(first), "{first} is not said");
                }
            }
        }
    }
}

#[test]
fn the_readme_shows_the_flow_of_the_birth_letter_as_it_is() {
    let file = root("docs/images/birth-flow.svg");
    let picture = draw("birth", ".", false);
    let shown = std::fs::read_to_string(file).unwrap();
    assert!(shown == picture, "run: cargo run -- draw birth --out docs/images/birth-flow.svg");
}

#[test]
fn an_unknown_service_is_told_with_the_one_that_may_be_meant() {
    let cli = Cli::try_parse_from(["alursurat", "draw", "brith"]).unwrap();
    let error = run(&cli, &mut Vec::new(), Arc::new(SystemClock)).unwrap_err();
    assert_eq!(error.to_string(), "no service `brith`; did you mean `birth`?");
}
