//! `/`: which letters there are, and what to do.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::pages::Page;
use super::visitor::Anybody;
use super::{Persona, Web, words};
use crate::desk::ServiceCard;

/// `GET /`.
pub(super) async fn show(State(web): State<Web>, Anybody(visitor): Anybody) -> Response {
    let personas = web.pages.settings().demo_personas.as_deref();
    web.pages.show(visitor.as_ref(), &HomePage::new(&web.desk.services(), personas))
}

/// The front page.
#[derive(Debug, Serialize)]
pub(super) struct HomePage {
    services: Vec<Card>,
    personas: Vec<Persona>,
}

#[derive(Debug, Serialize)]
struct Card {
    id: String,
    title: String,
    about: String,
    fee: String,
    time: Option<String>,
    link: Option<String>,
}

impl HomePage {
    /// The page of these services.
    pub(super) fn new(services: &[ServiceCard], personas: Option<&[Persona]>) -> Self {
        let card = |service: &ServiceCard| Card {
            id: service.id.to_string(),
            title: service.title.clone(),
            about: service.about.clone(),
            fee: words::fee(service.fee),
            time: service.time.clone(),
            link: service.link.clone(),
        };
        Self {
            services: services.iter().map(card).collect(),
            personas: personas.unwrap_or_default().to_vec(),
        }
    }
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "home";

    fn title(&self) -> String {
        "Surat apa yang Anda perlukan?".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample;

    #[test]
    fn the_catalogue_says_fee_and_time_and_the_demo_its_people() {
        let html = sample::html(&HomePage::new(&[sample::service()], Some(&sample::personas())));
        for words in ["Gratis", "5 hari kerja", "/ajukan/birth", "Ketua RT 003: Slamet Waluyo"] {
            assert!(html.contains(words), "{words}");
        }
        let place = |words: &str| html.find(words).unwrap();
        assert!(place("/ajukan/birth") < place("Demo: masuk"), "the service comes first");
        let link = Some("https://antrean.example.go.id".to_owned());
        let elsewhere = ServiceCard { id: "id-card".into(), link, ..sample::service() };
        let html = sample::html(&HomePage::new(&[elsewhere], None));
        assert!(html.contains("href=\"https://antrean.example.go.id\""));
        assert!(html.contains("dilayani instansi lain") && !html.contains("/ajukan/"));
        let plain = sample::html(&HomePage::new(&[sample::service()], None));
        assert!(!plain.contains("Demo:"));
    }
}
