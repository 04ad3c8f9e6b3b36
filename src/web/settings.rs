//! What the composition tells this room.

use super::{Colour, Logo, Network, ProxyHeader};
use crate::area::AreaCode;
use crate::calendar::Zone;

/// Settings of the pages.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// The address that people type, without a slash at its end: `https://surat.kota.example`.
    pub public_url: String,
    /// Who can be tried out; only in the demonstration.
    pub demo_personas: Option<Vec<Persona>>,
    /// What the head of every page says: `AlurSurat`, or the name of the city.
    pub name: String,
    /// The picture beside the name.
    pub logo: Option<Logo>,
    /// The colour of the head, the links and the frames.
    pub colour: Colour,
    /// The town, in the foot of every page: `Kota Probolinggo`.
    pub place: String,
    /// Whom to call for help, in the foot of every page.
    pub help: String,
    /// The zone in which times are said.
    pub zone: Zone,
    /// The kelurahan and desa that an address may lie in, with the names that people choose from.
    pub areas: Vec<(AreaCode, String)>,
    /// Whose word about the address of a client counts.
    pub trusted_proxies: Vec<Network>,
    /// In which header they give it.
    pub proxy_header: ProxyHeader,
}

/// Somebody of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Persona {
    /// Their name.
    pub name: String,
    /// What they are: `Ketua RT 003`.
    pub role: String,
    /// What there is to try.
    pub note: String,
    /// Where to enter: `/masuk/TOKEN`.
    pub path: String,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".into(),
            demo_personas: None,
            name: "AlurSurat".into(),
            logo: None,
            colour: Colour::default(),
            place: String::new(),
            help: String::new(),
            zone: Zone::Wib,
            areas: Vec::new(),
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::default(),
        }
    }
}

impl WebSettings {
    /// Whether people come over TLS, so that cookies may ask for it.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}
