//! The page that asks.

use serde::Serialize;

use super::Errand;
use super::draft::Draft;
use crate::desk::{Correction, Problem};
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
    /// Why the request came back.
    correction: Option<Returned>,
}

/// Why a request came back, with a link to each question that is to be mended.
#[derive(Debug, Serialize)]
struct Returned {
    from: String,
    note: Option<String>,
    remarks: Vec<Listed>,
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
            correction: None,
        }
    }

    /// The same with what an officer asked to be mended: on top, and each remark at its question.
    pub(in crate::web) fn returned(mut self, draft: &Draft, why: Option<Correction>) -> Self {
        let Some(why) = why else { return self };
        let mut remarks = Vec::new();
        for field in draft.fields() {
            let Some(text) = why.remarks.get(&field.id) else { continue };
            let path = field.id.to_string();
            self.sections.iter_mut().for_each(|section| section.remark(&path, text));
            remarks.push(Listed { path, text: format!("{}: {text}", field.title) });
        }
        self.correction = Some(Returned { from: why.from, note: why.note, remarks });
        self
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
    fn what_is_to_be_mended_stands_on_top_and_at_its_question() {
        let draft = Draft::begin(sample_form::birth_form());
        let settings = sample::settings();
        let errand = Errand { again: Some(sample::seen(1)), ..sample_form::errand() };
        let remarks = [("child_name", "Salah eja"), ("mother", "NIK ibu belum benar")];
        let why = Correction {
            from: "Petugas kelurahan".into(),
            note: Some("Foto kurang jelas.".into()),
            remarks: remarks.map(|(field, text)| (field.into(), text.into())).into(),
        };
        let page = ApplyPage::new(&errand, &draft, &[], &[], &settings).returned(&draft, Some(why));
        let html = sample::html(&page);
        for words in [
            "Pesan dari Petugas kelurahan: Foto kurang jelas.",
            "<a href=\"#child_name\">Nama anak: Salah eja</a>",
            "id=\"child_name-r\"><b>Perlu diperbaiki:</b> Salah eja",
            "aria-describedby=\"child_name-r\"",
            "<b>Perlu diperbaiki:</b> NIK ibu belum benar",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
    }

    #[test]
    fn new_questions_are_announced() {
        let html = html(&[], &["statement"]);
        assert!(html.contains("Masih ada pertanyaan"));
        assert!(html.contains("<a href=\"#statement\">"));
    }
}
