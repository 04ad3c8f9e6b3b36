//! The templates, compiled once, and the frame around every page.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse, Response};
use handlebars::Handlebars;
use serde::Serialize;

use super::style::Styles;
use super::visitor::Visitor;
use super::words::Words;
use super::{Logo, WebSettings};

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("templates/", $name, ".hbs")))),*]
    };
}

const TEMPLATES: &[(&str, &str)] = templates![
    "frame",
    "sheet",
    "problems",
    "hidden",
    "hints",
    "input",
    "sections",
    "facts",
    "asked",
    "decide",
    "beside",
    "counter",
    "history",
    "home",
    "message_list",
    "apply",
    "review",
    "requests",
    "tracking",
    "link",
    "link_done",
    "queue",
    "search",
    "decided_many",
    "case_file",
    "registers",
    "register_book",
    "register_number",
    "register_print",
    "register_reserve",
    "account",
    "pin",
    "pin_set",
    "pin_is_set",
    "officer",
    "enrol",
    "enrolled",
    "sign_in",
    "sign_in_code",
    "sign_in_who",
    "signing",
    "signed",
    "check",
    "check_form",
    "compare",
    "compared",
    "failure",
];

/// What a page shows, beside the frame.
pub(super) trait Page: Serialize {
    /// The file under `templates/`.
    const TEMPLATE: &'static str;
    /// A page of an office is wider.
    const WIDE: bool = false;
    /// A sheet to be printed: without the head and foot of a page.
    const PRINTED: bool = false;

    /// The words in the browser's tab: what the page is, and errors first.
    fn title(&self) -> String;
}

/// Renders pages.
#[derive(Clone)]
pub(super) struct Pages(Arc<Inner>);

struct Inner {
    templates: Handlebars<'static>,
    settings: WebSettings,
    styles: Styles,
    logo: Option<String>,
    /// Words for times, in the zone of the office.
    words: Words,
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one question of the template")]
struct Frame<'a> {
    title: &'a str,
    style: &'a str,
    body: &'a str,
    wide: bool,
    name: Option<&'a str>,
    office: bool,
    signs_in: bool,
    brand: &'a str,
    logo: Option<&'a str>,
    place: &'a str,
    help: &'a str,
    demo: bool,
}

impl Pages {
    /// Compiles the templates that are part of the program.
    #[expect(
        clippy::expect_used,
        reason = "the templates are part of the program; a test compiles them"
    )]
    pub(super) fn new(settings: WebSettings) -> Self {
        let mut templates = Handlebars::new();
        templates.set_strict_mode(true);
        for (name, text) in TEMPLATES {
            templates.register_template_string(name, text).expect("a template of the program");
        }
        let words = Words::new(settings.zone);
        let styles = Styles::new(settings.colour);
        let logo = settings.logo.as_ref().map(Logo::path);
        Self(Arc::new(Inner { templates, settings, styles, logo, words }))
    }

    /// The settings of this web room.
    pub(super) fn settings(&self) -> &WebSettings {
        &self.0.settings
    }

    /// Words for times and days.
    pub(super) fn words(&self) -> Words {
        self.0.words
    }

    /// A whole page.
    ///
    /// # Errors
    /// A template and its data do not fit each other, which the tests of the page notice.
    pub(super) fn html<P: Page>(
        &self,
        visitor: Option<&Visitor>,
        page: &P,
    ) -> Result<String, handlebars::RenderError> {
        let body = self.0.templates.render(P::TEMPLATE, page)?;
        let Inner { styles, settings, .. } = &*self.0;
        let (name, style) =
            if P::PRINTED { ("sheet", &styles.sheet) } else { ("frame", &styles.page) };
        let frame = Frame {
            title: &page.title(),
            style,
            body: &body,
            wide: P::WIDE,
            name: visitor.map(|v| v.who.name.as_str()),
            office: visitor.is_some_and(|v| v.office),
            signs_in: visitor.is_some_and(|v| v.session.is_some()),
            brand: &settings.name,
            logo: self.0.logo.as_deref(),
            place: &settings.place,
            help: &settings.help,
            demo: settings.demo_personas.is_some(),
        };
        self.0.templates.render(name, &frame)
    }

    /// A whole page as an answer.
    pub(super) fn show<P: Page>(&self, visitor: Option<&Visitor>, page: &P) -> Response {
        self.show_with(StatusCode::OK, visitor, page)
    }

    /// A whole page as an answer with a status of its own.
    pub(super) fn show_with<P: Page>(
        &self,
        status: StatusCode,
        visitor: Option<&Visitor>,
        page: &P,
    ) -> Response {
        match self.html(visitor, page) {
            Ok(html) => {
                let policy = (CONTENT_SECURITY_POLICY, self.0.styles.policy.clone());
                (status, [policy], Html(html)).into_response()
            }
            Err(error) => {
                tracing::error!(template = P::TEMPLATE, %error, "a page cannot be rendered");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::failure::{Failure, FailurePage};

    #[test]
    fn every_template_is_compiled_and_only_the_frame_writes_raw() {
        Pages::new(WebSettings::default());
        for (name, text) in TEMPLATES {
            let raw = text.matches("{{{").count() + text.matches("{{&").count();
            let frame = ["frame", "sheet"].contains(name);
            assert_eq!(raw, if frame { 2 } else { 0 }, "{name}");
        }
    }

    #[test]
    fn a_city_shows_its_name_its_logo_and_its_colour_in_every_page() {
        let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h9\"/></svg>";
        let settings = WebSettings {
            name: "Kota <Contoh>".into(),
            logo: Some(Logo::new(drawing.into()).unwrap()),
            colour: "#7a0019".parse().unwrap(),
            ..WebSettings::default()
        };
        let logo = settings.logo.as_ref().map(Logo::path).unwrap();
        let page = FailurePage::of(Failure::NotFound);
        let html = Pages::new(settings).html(None, &page).unwrap();
        assert!(html.contains("- Kota &lt;Contoh&gt;</title>"), "{html}");
        let brand = format!("<img src=\"{logo}\" alt=\"\" height=\"40\">Kota &lt;Contoh&gt;</a>");
        assert!(html.contains(&brand) && html.contains("--head:#7a0019"), "{html}");
    }
}
