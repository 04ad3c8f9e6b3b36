//! The page that asks.

use serde::Serialize;

use super::Errand;
use super::draft::Draft;
use crate::desk::Problem;
use crate::web::form::{Hidden, Listed, Offered, Section, sections};
use crate::web::pages::Page;
use crate::web::{WebSettings, words};
use crate::workflow::Field;

/// The form of a service, with everything that was typed before.
#[derive(Debug, Serialize)]
pub(in crate::web) struct ApplyPage {
    title: String,
    about: String,
    fee: String,
    again: bool,
    action: String,
    hidden: Vec<Hidden>,
    /// The fields on this page, so that the next one knows what is new.
    asked: String,
    sections: Vec<Section>,
    problems: Vec<Listed>,
    fresh: Vec<Listed>,
}

impl ApplyPage {
    /// The page of `draft`, with what is wrong or newly asked on top.
    pub(in crate::web) fn new(
        errand: &Errand,
        draft: &Draft,
        problems: &[Problem],
        fresh: &[&Field],
        settings: &WebSettings,
    ) -> Self {
        let offered = Offered { areas: &settings.areas, lists: &draft.form.lists };
        let (sections, problems) = sections(draft.fields(), &draft.typed, problems, offered);
        let asked: Vec<&str> = draft.fields().map(|field| field.id.as_str()).collect();
        let new =
            |field: &&Field| Listed { path: field.id.to_string(), text: field.title.to_string() };
        let service = &draft.form.service;
        Self {
            title: service.title.clone(),
            about: service.about.clone(),
            fee: words::fee(service.fee),
            again: errand.again.is_some(),
            action: errand.action.clone(),
            hidden: errand.hidden(),
            asked: asked.join(" "),
            sections,
            problems,
            fresh: fresh.iter().map(new).collect(),
        }
    }
}

impl Errand {
    /// What every page of the errand hands on.
    pub(super) fn hidden(&self) -> Vec<Hidden> {
        let mut hidden = match self.again {
            Some(seen) => Hidden::seen(seen, self.key.to_string()),
            None => vec![Hidden::new("_key", self.key.to_string())],
        };
        hidden.push(Hidden::new("_service", &self.service));
        let earlier = self.earlier.as_ref();
        hidden.extend(earlier.map(|ticket| Hidden::new("_earlier", ticket.to_string())));
        hidden.extend(self.purpose.map(|purpose| Hidden::new("_purpose", purpose.key())));
        hidden
    }
}

impl Page for ApplyPage {
    const TEMPLATE: &'static str = "apply";

    fn title(&self) -> String {
        let wrong = if self.problems.is_empty() { "" } else { "Ada yang salah: " };
        format!("{wrong}{}", self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{sample, sample_form};

    fn html(problems: &[Problem], fresh: &[&str]) -> String {
        let draft = Draft::begin(sample_form::birth_form());
        let fresh: Vec<&Field> =
            draft.fields().filter(|field| fresh.contains(&field.id.as_str())).collect();
        let settings = sample::settings();
        sample::html(&ApplyPage::new(&sample_form::errand(), &draft, problems, &fresh, &settings))
    }

    #[test]
    fn what_was_answered_stands_in_the_form_again() {
        let html = html(&[], &[]);
        for words in [
            "value=\"Bayu Saputra\"",
            "value=\"3574034505909001\"",
            "Sudah tersimpan:</b> kk.jpg",
            "value=\"birth_date\"",
        ] {
            assert_eq!(html.contains(words), words != "value=\"birth_date\"", "{words}");
        }
    }

    #[test]
    fn a_mistake_is_said_on_top_and_at_its_input() {
        let problem = Problem { path: "mother.nik".into(), message: "NIK harus 16 angka.".into() };
        let html = html(&[problem], &[]);
        assert!(html.contains("role=\"alert\""));
        assert!(html.contains("<a href=\"#mother.nik\">Ibu: NIK harus 16 angka.</a>"));
        assert!(html.contains("aria-describedby=\"mother.nik-h mother.nik-e\""));
        assert!(html.contains("<title>Ada yang salah: "));
    }

    #[test]
    fn new_questions_are_announced() {
        let html = html(&[], &["statement"]);
        assert!(html.contains("Masih ada pertanyaan"));
        assert!(html.contains("<a href=\"#statement\">"));
    }
}
