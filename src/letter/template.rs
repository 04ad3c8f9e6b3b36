//! A compiled letter template.

use super::error::{Fault, Problem, RenderError, TemplateError};
use super::facts::{Edition, Facts};
use super::fonts::{self, Repertoire};
use super::identity::Identity;
use super::reads::{self, Read};
use super::{helpers, layout, limits, markup, pdf, stand_in, svg};
use crate::calendar::Zone;
use handlebars::{Context, Handlebars, RenderErrorReason};
use openssl::sha::Sha256;
use serde_json::{Map, Value};
use std::fmt::Write;

/// Raised with every change of this room that changes the bytes of a letter: a frozen letter is made again only by the
/// revision that made it first. A test holds the bytes of one letter against it.
const REVISION: u32 = 4;

/// What a draft prints where a letter has its number.
const NO_NUMBER: &str = "- (draf)";

/// A letter template, checked once and then used for every letter of its kind.
pub struct Template {
    name: String,
    hash: String,
    reads: Vec<Read>,
    signers: Vec<String>,
    /// Names whose `.number` stands in `<number>`: drafts have none.
    numbered: Vec<String>,
    handlebars: Handlebars<'static>,
    skeletons: pdf::Skeletons,
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Template({} {})", self.name, self.hash)
    }
}

impl Template {
    /// Reads and checks a template: its handlebars, its markup, its elements and attributes.
    pub fn compile(name: &str, source: &str) -> Result<Self, Vec<TemplateError>> {
        limits::check(source).map_err(|error| vec![error])?;
        let parsed = handlebars::Template::compile(source);
        let mut parsed = parsed.map_err(|e| vec![broken_handlebars(&e)])?;
        let (reads, mut errors) = reads::read(&mut parsed);
        let bare = stand_in::stand_in(source);
        let document = match roxmltree::Document::parse(&bare) {
            Ok(document) => document,
            Err(e) => {
                let place = e.pos();
                errors.push(TemplateError {
                    line: place.row,
                    column: place.col,
                    message: format!("the markup is not well-formed: {e}"),
                    remedy: Some("close every element in the block that opens it".to_owned()),
                });
                return Err(errors);
            }
        };
        let letter = no_lines_yet(&document).and_then(|()| markup::read(&document));
        if let Err(fault) = letter.and_then(|letter| layout::columns_fit(&letter)) {
            let (line, message) = (fault.line, fault.problem.to_string());
            errors.push(TemplateError { line, column: 1, message, remedy: None });
        }
        if !errors.is_empty() {
            errors.sort_by_key(|e| (e.line, e.column));
            return Err(errors);
        }
        let lined = stand_in::with_lines(source, &document);
        let mut lined =
            handlebars::Template::compile(&lined).map_err(|e| vec![broken_handlebars(&e)])?;
        // The same walk again: it also turns names into calls of the printing helper.
        reads::read(&mut lined);
        let mut handlebars = helpers::handlebars();
        handlebars.register_template(name, lined);
        Ok(Self {
            name: name.to_owned(),
            hash: hash(source),
            numbered: numbered(&document, &reads),
            reads,
            signers: signers(&document),
            handlebars,
            skeletons: pdf::Skeletons::new(Repertoire::new(&texts(&document))),
        })
    }

    /// SHA-256 (hex) of all that decides what a letter looks like besides its facts: source, renderer, fonts.
    pub fn hash(&self) -> String {
        self.hash.clone()
    }

    /// Every name the template reads, in the order of its text.
    pub fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// The steps named by `<signature by>`, in the order of its text.
    pub fn signers(&self) -> &[String] {
        &self.signers
    }

    /// Makes a letter. The same facts and edition give the same bytes, on every machine and at any time.
    pub fn render(&self, facts: &Facts, edition: Edition) -> Result<Vec<u8>, RenderError> {
        self.render_hashed(facts, edition).map(|(bytes, _)| bytes)
    }

    /// The same bytes, and their SHA-256 as it stands after them: a signature goes on from there.
    pub fn render_hashed(
        &self,
        facts: &Facts,
        edition: Edition,
    ) -> Result<(Vec<u8>, Sha256), RenderError> {
        self.laid(facts, edition, |laid, identity| pdf::write(laid, identity, &self.skeletons))
    }

    /// The pages of the same letter as pictures (SVG) that a browser shows without anything else.
    pub fn svg(&self, facts: &Facts, edition: Edition) -> Result<Vec<String>, RenderError> {
        self.laid(facts, edition, |laid, identity| svg::write(&laid, identity))
    }

    /// Lays a letter out for whoever writes it.
    fn laid<T>(
        &self,
        facts: &Facts,
        edition: Edition,
        write: impl FnOnce(layout::Laid, &Identity<'_>) -> Result<T, Fault>,
    ) -> Result<T, RenderError> {
        let at = |fault: Fault| RenderError {
            template: self.name.clone(),
            line: fault.line,
            problem: fault.problem,
        };
        let markup = self.markup(facts, edition).map_err(at)?;
        let document = roxmltree::Document::parse(&markup)
            .map_err(|e| at(Fault::markup(0, format!("a value breaks the markup: {e}"))))?;
        let letter = markup::read(&document).map_err(at)?;
        let laid = layout::lay_out(&letter, facts, edition).map_err(at)?;
        let identity = Identity {
            title: &facts.title,
            date: facts.date,
            zone: facts.stationery.zone.unwrap_or(Zone::Wib),
            check_url: &facts.check_url,
            is_draft: edition.is_draft(),
        };
        write(laid, &identity).map_err(at)
    }

    fn markup(&self, facts: &Facts, edition: Edition) -> Result<String, Fault> {
        let names = if edition.is_draft() { self.draft_names(facts) } else { facts.names.clone() };
        let context = Context::from(Value::Object(names));
        let rendered = self.handlebars.render_with_context(&self.name, &context);
        rendered.map_err(|e| {
            let line = e.line_no.and_then(|line| u32::try_from(line).ok()).unwrap_or(0);
            let problem = match e.reason() {
                RenderErrorReason::MissingVariable(path) => {
                    Problem::Missing(path.clone().unwrap_or_default())
                }
                RenderErrorReason::NestedError(inner) => inner
                    .downcast_ref::<Problem>()
                    .map_or_else(|| Problem::Value(inner.to_string()), Problem::clone),
                other => Problem::Value(other.to_string()),
            };
            Fault::new(line, problem)
        })
    }

    /// The names of a draft: its own number is a placeholder even where the caller gave one.
    fn draft_names(&self, facts: &Facts) -> Map<String, Value> {
        let mut names = facts.names.clone();
        for output in &self.numbered {
            let own = names.entry(output.as_str()).or_insert_with(|| Value::Object(Map::new()));
            if let Some(own) = own.as_object_mut() {
                own.insert("number".to_owned(), NO_NUMBER.into());
                own.entry("date").or_insert_with(|| facts.date.to_string().into());
            }
        }
        names
    }
}

/// Refuses the attribute in which a compiled template keeps the line of each element.
fn no_lines_yet(document: &roxmltree::Document<'_>) -> Result<(), Fault> {
    let Some(node) = document.descendants().find(|node| node.has_attribute("at")) else {
        return Ok(());
    };
    let line = document.text_pos_at(node.range().start).row;
    let tag = node.tag_name().name();
    Err(Fault::markup(line, format!("<{tag}> has no attribute \"at\"")))
}

fn broken_handlebars(error: &handlebars::TemplateError) -> TemplateError {
    let place = |n: Option<usize>| n.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    let (line, column) = error.pos().map_or((1, 1), |(l, c)| (place(Some(l)), place(Some(c))));
    let said = error.reason().to_string();
    // The parser lists all that it would have taken instead, in the names of its own grammar.
    let (message, remedy) = match said.split_once(": expected ") {
        Some((short, _)) => {
            (short.to_owned(), Some("close every {{...}} and every block".to_owned()))
        }
        None => (said, None),
    };
    TemplateError { line, column, message, remedy }
}

fn hash(source: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(pdf::PRODUCER.as_bytes());
    hash.update(&REVISION.to_be_bytes());
    fonts::fingerprint(&mut hash);
    hash.update(source.as_bytes());
    hash.finish().iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn signers(document: &roxmltree::Document<'_>) -> Vec<String> {
    let signatures = document.descendants().filter(|n| n.has_tag_name("signature"));
    signatures.filter_map(|n| n.attribute("by").map(str::to_owned)).collect()
}

/// The text that stands in the template itself: a printed value has left nothing but `x` behind.
fn texts(document: &roxmltree::Document<'_>) -> String {
    let texts = document.descendants().filter_map(|n| n.text());
    let labels = document.descendants().flat_map(|n| n.attributes()).map(|a| a.value());
    texts.chain(labels).collect()
}

/// The names whose `.number` is read inside `<number>`.
fn numbered(document: &roxmltree::Document<'_>, reads: &[Read]) -> Vec<String> {
    let places: Vec<_> = document
        .descendants()
        .filter(|n| n.has_tag_name("number"))
        .map(|n| (document.text_pos_at(n.range().start), document.text_pos_at(n.range().end)))
        .collect();
    reads
        .iter()
        .filter(|read| {
            places.iter().any(|(from, to)| {
                ((from.row, from.col)..(to.row, to.col)).contains(&(read.line, read.column))
            })
        })
        .filter_map(|read| read.path.strip_suffix(".number"))
        .filter(|name| !name.contains('.'))
        .map(str::to_owned)
        .collect()
}
