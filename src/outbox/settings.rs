//! What a city says of its channels: the section `[channels]` of the settings file. docs/channels.md
//! explains it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::channel::{Channel, ChannelError};
use super::folder::{Folder, FolderSettings};
use super::gateway::{Gateway, GatewaySettings};
use super::mail::Mail;
use super::mail_settings::MailSettings;
use super::{Pause, Quiet};

/// The channels of a city, and when each is used.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelSettings {
    /// The channels in the order in which they are tried: `mail`, `folder`, or the name of a gateway.
    /// Without any, messages are read on the page `/pesan` only.
    pub order: Vec<String>,
    /// When nothing but one-time codes is sent.
    pub quiet: Quiet,
    /// How long to wait before each further attempt by a channel; after the last one the next channel
    /// is tried.
    pub retry: Vec<Pause>,
    /// A message that is older is not sent any more.
    pub max_age: Pause,
    /// The mail server.
    pub mail: Option<MailSettings>,
    /// The folder.
    pub folder: Option<FolderSettings>,
    /// Gateways for WhatsApp or SMS, by their names.
    pub gateway: BTreeMap<String, GatewaySettings>,
}

impl Default for ChannelSettings {
    fn default() -> Self {
        Self {
            order: Vec::new(),
            quiet: Quiet::default(),
            retry: vec![Pause::seconds(60), Pause::seconds(300), Pause::seconds(1800)],
            // Links to a step are good for three days.
            max_age: Pause::seconds(2 * 86_400),
            mail: None,
            folder: None,
            gateway: BTreeMap::new(),
        }
    }
}

impl ChannelSettings {
    /// The files and folders that it names.
    pub fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let mail =
            self.mail.iter_mut().flat_map(|mail| [&mut mail.password_file, &mut mail.ca_file]);
        let gateways = self.gateway.values_mut();
        let gateways =
            gateways.flat_map(|gateway| [&mut gateway.secret_file, &mut gateway.ca_file]);
        let files = mail.chain(gateways).filter_map(Option::as_mut);
        files.chain(self.folder.iter_mut().map(|folder| &mut folder.path))
    }

    /// Whether all of it can be used as it stands, secrets and certificates included.
    pub fn check(&self) -> Result<(), ChannelError> {
        self.open().map(drop)
    }

    /// The channels in their order, ready to be used.
    pub(super) fn open(&self) -> Result<Vec<(String, Channel)>, ChannelError> {
        let wrong = |problem: String| Err(ChannelError::new("order", &problem));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        for name in self.gateway.keys() {
            if name == "mail" || name == "folder" || name.is_empty() || !name.chars().all(plain) {
                let told = "the name of a gateway is a-z, 0-9 and -, and not mail or folder";
                return Err(ChannelError::new(&format!("gateway.{name}"), told));
            }
        }
        let mut known: Vec<&str> = self.gateway.keys().map(String::as_str).collect();
        known.extend(self.mail.iter().map(|_| "mail"));
        known.extend(self.folder.iter().map(|_| "folder"));
        for (n, name) in self.order.iter().enumerate() {
            if self.order[..n].contains(name) {
                return wrong(format!("{name:?} stands twice; keep one"));
            }
        }
        if let Some(unused) = known.iter().find(|name| !self.order.iter().any(|one| one == *name)) {
            return wrong(format!(
                "{unused:?} has settings and is not in `order`; add it, or take its settings out"
            ));
        }
        let mut channels = Vec::new();
        for name in &self.order {
            let channel = match (name.as_str(), &self.mail, &self.folder, self.gateway.get(name)) {
                ("mail", Some(mail), ..) => Channel::Mail(Box::new(Mail::open(mail)?)),
                ("folder", _, Some(folder), _) => Channel::Folder(Folder::open(folder)?),
                (_, _, _, Some(gateway)) => {
                    Channel::Gateway(Box::new(Gateway::open(name, gateway)?))
                }
                _ => {
                    let section = match name.as_str() {
                        "mail" | "folder" => format!("[channels.{name}]"),
                        _ => format!("[channels.gateway.{name}]"),
                    };
                    return wrong(format!("{name:?} has no settings; write a section {section}"));
                }
            };
            channels.push((name.clone(), channel));
        }
        Ok(channels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ChannelSettings, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    fn wrong(text: &str) -> String {
        read(text).unwrap().check().unwrap_err().to_string()
    }

    const SMS: &str = "[gateway.sms]\nurl = \"http://127.0.0.1:9/\"\nbody = '{\"to\":\"{{phone}}\",\"m\":\"{{text}}\"}'\n";

    #[test]
    fn nothing_said_is_nothing_sent_and_quiet_at_night() {
        let settings = read("").unwrap();
        assert_eq!(settings, ChannelSettings::default());
        assert!(settings.open().unwrap().is_empty());
        let said =
            "quiet = { from = \"22:00\", to = \"05:30\" }\nretry = [\"30s\"]\nmax_age = \"6h\"";
        let settings = read(said).unwrap();
        assert_eq!(
            (settings.retry, settings.max_age),
            (vec![Pause::seconds(30)], Pause::seconds(21_600))
        );
    }

    #[test]
    fn a_channel_is_in_the_order_and_has_settings() {
        assert!(read(&format!("order = [\"sms\"]\n{SMS}")).unwrap().check().is_ok());
        assert!(wrong("order = [\"sms\"]").contains("write a section [channels.gateway.sms]"));
        assert!(wrong("order = [\"mail\"]").contains("write a section [channels.mail]"));
        assert!(wrong(SMS).contains("add it, or take its settings out"));
        assert!(wrong(&format!("order = [\"sms\", \"sms\"]\n{SMS}")).contains("stands twice"));
    }

    #[test]
    fn unknown_keys_and_values_are_told_with_what_would_be_right() {
        for (text, told) in [
            ("odrer = []", "unknown field `odrer`"),
            ("max_age = \"soon\"", "write it like 90s, 5m, 6h or 2d"),
            ("quiet = { from = \"9\", to = \"06:00\" }", "write it like 21:00"),
            (
                "[mail]\nserver = \"s\"\nfrom = \"a@b.example\"\npassword = \"x\"",
                "unknown field `password`",
            ),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_sent_is_told_before_anything_is() {
        let mail = |more: &str| {
            wrong(&format!("order = [\"mail\"]\n[mail]\nserver = \"smtp.kota.example\"\n{more}"))
        };
        let from = "from = \"Surat <surat@kota.example>\"";
        assert!(mail("from = \"Surat\"").contains("write it like"));
        assert!(mail(&format!("{from}\nsecurity = \"none\"")).contains("in the open"));
        assert!(mail(&format!("{from}\nuser = \"a\"")).contains("go together"));
        let missing = format!("{from}\nuser = \"a\"\npassword_file = \"/nowhere/password\"");
        assert!(mail(&missing).contains("/nowhere/password"), "{}", mail(&missing));
        assert!(mail(&format!("{from}\ntimeout = \"5m\"")).contains("1s to 30s"));
        let sms = |from: &str, to: &str| {
            let changed = SMS.replace(from, to);
            assert_ne!(changed, SMS);
            wrong(&format!("order = [\"sms\"]\n{changed}"))
        };
        assert!(sms("{{text}}", "{{words}}").contains("which nothing fills"));
        assert!(sms("{{text}}", "halo").contains("needs {{text}}"));
        assert!(sms("\"{{phone}}\"", "{{phone}},").contains("is no JSON"));
        assert!(sms("{{text}}", "{{text}}{{secret}}").contains("secret_file"));
        assert!(sms("http://127.0.0.1:9/", "http://sms.example/").contains("write https://"));
    }

    #[test]
    fn the_examples_of_the_documentation_can_be_used() {
        #[derive(Deserialize)]
        struct File {
            channels: ChannelSettings,
        }
        let secrets = tempfile::tempdir().unwrap();
        for name in ["smtp-password", "whatsapp-token", "sms-key"] {
            std::fs::write(secrets.path().join(name), "rahasia\n").unwrap();
        }
        let text = include_str!("../../docs/channels.md");
        let text = text.replace("/etc/alursurat", &secrets.path().display().to_string());
        let blocks: Vec<&str> =
            text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        assert_eq!(blocks.len(), 2);
        for block in &blocks {
            let file: File = toml::from_str(block).unwrap();
            file.channels.check().unwrap();
        }
        let first: File = toml::from_str(blocks[0]).unwrap();
        let (said, default) = (first.channels, ChannelSettings::default());
        assert_eq!(
            (said.quiet, said.retry, said.max_age),
            (default.quiet, default.retry, default.max_age)
        );
    }
}
