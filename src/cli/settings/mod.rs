//! `alursurat.toml`: what one installation is told, once, at its start.
//!
//! A section is a struct with `deny_unknown_fields`, and its keys stand in `keys.rs`, in
//! `alursurat.example.toml` and in `docs/settings.md`; tests compare the four.

mod environment;
mod file;
mod keys;
mod values;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::folders::{Data, Folders};
use super::serving::TlsFiles;
use crate::area::AreaCode;
use crate::calendar::Zone;
use crate::outbox::ChannelSettings;
use crate::web::{Colour, Logo, Network, ProxyHeader, WebSettings};

use values::{Address, Grace, ZoneName};

/// All settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    database_url: Option<String>,
    database_url_file: Option<PathBuf>,
    /// Where connections are taken.
    pub listen: SocketAddr,
    public_url: Option<Address>,
    place: String,
    help: String,
    zone: ZoneName,
    trusted_proxies: Vec<Network>,
    proxy_header: ProxyHeader,
    grace_seconds: Grace,
    /// What is logged, as `tracing_subscriber` filters it: `info`, `alursurat=debug`.
    pub log: String,
    /// How messages leave the house.
    pub channels: ChannelSettings,
    look: Look,
    tls: Option<TlsSection>,
    publish: PublishSection,
}

/// `[look]`: how the pages look.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Look {
    name: String,
    logo: Option<PathBuf>,
    colour: Colour,
}

/// `[tls]`: encryption without a proxy.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct TlsSection {
    certificate: PathBuf,
    key: PathBuf,
    passphrase_file: Option<PathBuf>,
}

/// `[publish]`: the folders of `serve --publish`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PublishSection {
    workflows: PathBuf,
    templates: PathBuf,
    calendars: PathBuf,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: "data".into(),
            database_url: None,
            database_url_file: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            public_url: None,
            place: String::new(),
            help: String::new(),
            zone: ZoneName::default(),
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::default(),
            grace_seconds: Grace::default(),
            log: "info".into(),
            channels: ChannelSettings::default(),
            look: Look::default(),
            tls: None,
            publish: PublishSection::default(),
        }
    }
}

impl Default for Look {
    fn default() -> Self {
        Self { name: "AlurSurat".into(), logo: None, colour: Colour::default() }
    }
}

impl Default for PublishSection {
    fn default() -> Self {
        Self {
            workflows: "workflows".into(),
            templates: "letter-templates".into(),
            calendars: "calendars".into(),
        }
    }
}

impl Settings {
    /// The settings of a file and of the environment. Paths in them count from the file's folder.
    pub fn read(
        path: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| {
            let path = path.display();
            format!("cannot read the settings {path} (begin with a copy of alursurat.example.toml)")
        })?;
        let mut settings =
            environment::over(&text, file::read(&path.display().to_string(), &text)?, environment)?;
        settings.beside(path.parent().unwrap_or(Path::new("")));
        if settings.database_url.is_some() && settings.database_url_file.is_some() {
            bail!("database_url and database_url_file are both given; keep one");
        }
        Ok(settings)
    }

    /// Makes every path one that counts from the folder of the file.
    fn beside(&mut self, folder: &Path) {
        let Self { data, database_url_file, channels, look, tls, publish, .. } = self;
        let PublishSection { workflows, templates, calendars } = publish;
        let mut paths = vec![data, workflows, templates, calendars];
        paths.extend(database_url_file.as_mut());
        paths.extend(look.logo.as_mut());
        paths.extend(channels.paths());
        if let Some(TlsSection { certificate, key, passphrase_file }) = tls {
            paths.extend([certificate, key]);
            paths.extend(passphrase_file.as_mut());
        }
        for path in paths {
            *path = folder.join(&path);
        }
    }

    /// The store.
    pub fn store(&self) -> anyhow::Result<Data> {
        let url = match (&self.database_url, &self.database_url_file) {
            (Some(url), _) => Some(url.clone()),
            (None, Some(file)) => Some(secret(file)?.to_string()),
            (None, None) => None,
        };
        Ok(Data { data: self.data.clone(), database_url: url })
    }

    /// The address that people type, without a slash at its end.
    pub fn public_url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let own = || format!("{scheme}://{}", self.listen);
        self.public_url.as_ref().map_or_else(own, ToString::to_string)
    }

    /// The zone in which times are said.
    pub fn zone(&self) -> Zone {
        self.zone.zone()
    }

    /// Certificate and key.
    pub fn tls(&self) -> Option<TlsFiles> {
        let TlsSection { certificate, key, passphrase_file } = self.tls.clone()?;
        Some(TlsFiles { certificate, key, passphrase: passphrase_file })
    }

    /// How long those being served may take at the end.
    pub fn grace(&self) -> std::time::Duration {
        self.grace_seconds.time()
    }

    /// The folders that are published.
    pub fn folders(&self) -> Folders {
        let PublishSection { workflows, templates, calendars } = self.publish.clone();
        Folders { workflows, templates, calendars }
    }

    /// What pages are told.
    pub fn web(&self, areas: Vec<(AreaCode, String)>) -> anyhow::Result<WebSettings> {
        Ok(WebSettings {
            public_url: self.public_url(),
            demo_personas: None,
            name: self.look.name.clone(),
            logo: self.look.logo.as_deref().map(logo).transpose()?,
            colour: self.look.colour,
            place: self.place.clone(),
            help: self.help.clone(),
            zone: self.zone(),
            areas,
            trusted_proxies: self.trusted_proxies.clone(),
            proxy_header: self.proxy_header,
        })
    }
}

fn logo(file: &Path) -> anyhow::Result<Logo> {
    let shown = file.display();
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {shown} (look.logo)"))?;
    Logo::new(bytes).map_err(|why| anyhow::anyhow!("{shown} (look.logo) {why}"))
}

/// A secret of a file, without the end of its last line.
fn secret(file: &Path) -> anyhow::Result<Zeroizing<String>> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {shown}"))?;
    let text = Zeroizing::new(text);
    match text.trim_end_matches(['\r', '\n']) {
        "" => bail!("{shown} is empty; it must hold the secret alone"),
        secret => Ok(Zeroizing::new(secret.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, environment: &[(&str, &str)]) -> anyhow::Result<Settings> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("alursurat.toml");
        std::fs::write(&file, text).unwrap();
        std::fs::write(folder.path().join("url"), "postgres://alur@localhost/surat\n").unwrap();
        let pairs = environment.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let settings = Settings::read(&file, pairs)?;
        settings.store()?;
        Ok(settings)
    }

    #[test]
    fn an_empty_file_is_enough() {
        let settings = read("", &[]).unwrap();
        assert_eq!(settings.public_url(), "http://127.0.0.1:8080");
        assert!(settings.data.ends_with("data") && settings.data.is_absolute());
    }

    #[test]
    fn a_missing_file_says_where_to_begin() {
        let error = Settings::read(Path::new("nowhere/alursurat.toml"), []).unwrap_err();
        assert!(format!("{error:#}").contains("alursurat.example.toml"), "{error:#}");
    }

    #[test]
    fn secrets_come_from_files_and_only_from_one_place() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("url");
        std::fs::write(&file, "postgres://alur:x@localhost/surat\r\n").unwrap();
        assert_eq!(*secret(&file).unwrap(), "postgres://alur:x@localhost/surat");
        std::fs::write(&file, "\n").unwrap();
        assert!(secret(&file).unwrap_err().to_string().contains("is empty"));
        let one = read("database_url_file = \"url\"", &[]).unwrap();
        assert!(one.store().is_err(), "its folder is gone");
        let both = "database_url = \"postgres://a/b\"\ndatabase_url_file = \"url\"";
        assert!(read(both, &[]).unwrap_err().to_string().contains("keep one"));
    }

    #[test]
    fn the_scheme_is_that_of_the_socket_where_no_address_is_given() {
        let tls = "[tls]\ncertificate = \"c.pem\"\nkey = \"k.pem\"";
        assert_eq!(read(tls, &[]).unwrap().public_url(), "https://127.0.0.1:8080");
        let given = "public_url = \"https://surat.kota.example/\"";
        assert_eq!(read(given, &[]).unwrap().public_url(), "https://surat.kota.example");
    }
}
