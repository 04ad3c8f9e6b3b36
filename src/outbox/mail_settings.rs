//! How the mail server of a city is spoken to.

use std::path::PathBuf;

use serde::Deserialize;

use super::Pause;
use super::gateway::timeout;

/// Settings of mail.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The name of the SMTP server.
    pub server: String,
    /// Its port: 587 for `starttls`, 465 for `tls`, 25 for `none` where it is not given.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is kept from others.
    #[serde(default)]
    pub security: Security,
    /// Who sends: `Surat Kota Contoh <surat@kota.example>`.
    pub from: String,
    /// Who logs in, where the server asks for it.
    #[serde(default)]
    pub user: Option<String>,
    /// The file that holds the password.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// How long one attempt may last.
    #[serde(default = "timeout")]
    pub timeout: Pause,
    /// The certificate of the authority behind a server of the city's own.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

/// How a connection is kept from others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS after the first words (RFC 3207); without it nothing is sent.
    #[default]
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// None: only for a server of this machine or this office.
    None,
}
