//! Encryption by the process itself: a certificate and its key, which are read again at SIGHUP.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Context as _, bail};
use openssl::pkey::PKey;
use openssl::ssl::{AlpnError, Ssl, SslAcceptor, SslMethod, SslVersion, select_next_proto};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_openssl::SslStream;
use zeroize::Zeroizing;

/// What we speak, as TLS names it (RFC 7301).
const SPOKEN: &[u8] = b"\x08http/1.1";

/// Where certificate and key lie.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate and those that lead to its root, in PEM.
    pub certificate: PathBuf,
    /// Its key, in PEM.
    pub key: PathBuf,
    /// The file of the key's passphrase, where it has one.
    pub passphrase: Option<PathBuf>,
}

/// Encrypts connections with the newest certificate. Cheap to clone.
#[derive(Clone)]
pub struct Tls {
    files: Arc<TlsFiles>,
    acceptor: Arc<RwLock<SslAcceptor>>,
}

impl Tls {
    /// Reads certificate and key.
    pub fn read(files: TlsFiles) -> anyhow::Result<Self> {
        let acceptor = acceptor(&files)?;
        Ok(Self { files: Arc::new(files), acceptor: Arc::new(RwLock::new(acceptor)) })
    }

    /// Reads them again whenever `told` changes. What cannot be used is told in the log, and the
    /// certificate before stays.
    pub async fn follow(self, mut told: watch::Receiver<u64>) {
        while told.changed().await.is_ok() {
            match acceptor(&self.files) {
                Ok(fresh) => {
                    *self.acceptor.write().unwrap_or_else(PoisonError::into_inner) = fresh;
                    tracing::info!("the certificate was read again");
                }
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::error!(error, "the certificate before stays in use");
                }
            }
        }
    }

    /// Encrypts a connection.
    pub async fn accept(&self, stream: TcpStream) -> anyhow::Result<SslStream<TcpStream>> {
        let ssl = {
            let acceptor = self.acceptor.read().unwrap_or_else(PoisonError::into_inner);
            Ssl::new(acceptor.context())?
        };
        let mut stream = SslStream::new(ssl, stream)?;
        std::pin::Pin::new(&mut stream).accept().await?;
        Ok(stream)
    }
}

fn acceptor(files: &TlsFiles) -> anyhow::Result<SslAcceptor> {
    let TlsFiles { certificate, key, passphrase } = files;
    // Mozilla's recommendation for servers: TLS 1.2 and 1.3 with forward secrecy.
    let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
    builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    let shown = certificate.display();
    std::fs::metadata(certificate).with_context(|| format!("cannot read {shown}"))?;
    builder.set_certificate_chain_file(certificate).with_context(|| {
        format!("{shown} is no certificate in PEM (-----BEGIN CERTIFICATE-----)")
    })?;
    let shown = key.display();
    let pem = Zeroizing::new(std::fs::read(key).with_context(|| format!("cannot read {shown}"))?);
    let opened = match passphrase {
        Some(file) => {
            let text =
                std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            let text = Zeroizing::new(text);
            PKey::private_key_from_pem_passphrase(&pem, text.trim_ascii_end())
        }
        // Without a callback OpenSSL would ask at the terminal.
        None => PKey::private_key_from_pem_callback(&pem, |_| Ok(0)),
    };
    let opened = opened.with_context(|| {
        format!("{shown} is no key in PEM, or its passphrase is not that of tls.passphrase_file")
    })?;
    if builder.set_private_key(&opened).and_then(|()| builder.check_private_key()).is_err() {
        bail!("{shown} is the key of another certificate than {}", certificate.display());
    }
    builder.set_alpn_select_callback(|_, offered| {
        select_next_proto(SPOKEN, offered).ok_or(AlpnError::NOACK)
    });
    Ok(builder.build())
}
