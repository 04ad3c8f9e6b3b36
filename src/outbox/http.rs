//! One POST to one declared address, over the TLS of the house. No redirect is followed, so that nothing
//! that anybody answers chooses where a message goes.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderValue};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_native_tls::{TlsConnector, native_tls};
use url::Url;

/// What is read of an answer.
const ANSWER: usize = 64 * 1024;

/// Where requests go.
pub(super) struct Client {
    url: Url,
    host: String,
    port: u16,
    tls: Option<TlsConnector>,
    timeout: Duration,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub retry_after: Option<String>,
    pub body: Bytes,
}

/// Whether an address may be reached without TLS: it does not leave the machine or the office.
pub(super) fn nearby(host: &str) -> bool {
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        Err(_) => host == "localhost",
    }
}

impl Client {
    /// A client for one address; the error says how to mend the settings.
    pub fn open(url: &str, ca: Option<&Path>, timeout: Duration) -> Result<Self, String> {
        let url: Url = url.parse().map_err(|error| {
            format!("`url` {url:?} is no address ({error}); write it like https://host/path")
        })?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let secure = match url.scheme() {
            "https" => true,
            "http" if nearby(&host) => false,
            _ => {
                return Err(format!(
                    "`url` {url} would send messages in the open; write https:// (http:// is for \
                     addresses of this machine or this office: 127.0.0.1, 10.x, 172.16.x, 192.168.x)"
                ));
            }
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("`url` holds a password; put it into `secret_file`".to_owned());
        }
        let tls = if secure { Some(connector(ca)?) } else { None };
        let port = url.port_or_known_default().unwrap_or(443);
        Ok(Self { url, host: host.trim_matches(['[', ']']).to_owned(), port, tls, timeout })
    }

    /// Sends a body; a short code says what went wrong on the way.
    pub async fn post(&self, headers: HeaderMap, body: String) -> Result<Answer, &'static str> {
        let all = tokio::time::timeout(self.timeout, self.carried(headers, body));
        all.await.unwrap_or(Err("time-out"))
    }

    async fn carried(&self, headers: HeaderMap, body: String) -> Result<Answer, &'static str> {
        let tcp = TcpStream::connect((self.host.as_str(), self.port)).await;
        let tcp = tcp.map_err(|_| "no-connection")?;
        match &self.tls {
            Some(tls) => {
                let tls = tls.connect(&self.host, tcp).await.map_err(|error| {
                    tracing::warn!(%error, host = self.host, "the gateway's certificate");
                    "tls"
                })?;
                self.exchanged(tls, headers, body).await
            }
            None => self.exchanged(tcp, headers, body).await,
        }
    }

    async fn exchanged(
        &self,
        io: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        headers: HeaderMap,
        body: String,
    ) -> Result<Answer, &'static str> {
        let broken = |_| "broken-off";
        let shaken = hyper::client::conn::http1::handshake(TokioIo::new(io)).await;
        let (mut sender, connection) = shaken.map_err(broken)?;
        let path = match self.url.query() {
            Some(query) => format!("{}?{query}", self.url.path()),
            None => self.url.path().to_owned(),
        };
        let mut request =
            Request::post(path).body(Full::new(Bytes::from(body))).map_err(|_| "url")?;
        *request.headers_mut() = headers;
        let authority = match self.url.port() {
            Some(port) => format!("{}:{port}", self.url.host_str().unwrap_or_default()),
            None => self.url.host_str().unwrap_or_default().to_owned(),
        };
        let authority = HeaderValue::from_str(&authority).map_err(|_| "url")?;
        request.headers_mut().insert(hyper::header::HOST, authority);
        let exchange = async {
            let answer = sender.send_request(request).await.map_err(broken)?;
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let body = Limited::new(answer.into_body(), ANSWER).collect().await;
            let retry_after = headers.get(hyper::header::RETRY_AFTER);
            Ok(Answer {
                status,
                retry_after: retry_after.and_then(|v| v.to_str().ok()).map(str::to_owned),
                body: body.map_err(|_| "answer-too-long")?.to_bytes(),
            })
        };
        tokio::pin!(exchange, connection);
        tokio::select! {
            answer = &mut exchange => answer,
            // The connection may end before its answer was read out.
            ended = &mut connection => match ended {
                Ok(()) => exchange.await,
                Err(_) => Err("broken-off"),
            },
        }
    }
}

/// TLS that trusts what the system trusts, and the city's own authority where one is given.
pub(super) fn connector(ca: Option<&Path>) -> Result<TlsConnector, String> {
    let mut builder = native_tls::TlsConnector::builder();
    builder.min_protocol_version(Some(native_tls::Protocol::Tlsv12));
    if let Some(file) = ca {
        let told = |error: &dyn std::fmt::Display| {
            format!("`ca_file` {}: {error}; it holds one certificate as PEM", file.display())
        };
        let pem = std::fs::read(file).map_err(|error| told(&error))?;
        let one = native_tls::Certificate::from_pem(&pem).map_err(|error| told(&error))?;
        builder.add_root_certificate(one);
    }
    let built = builder.build().map_err(|error| format!("TLS cannot be used: {error}"))?;
    Ok(TlsConnector::from(built))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_office_go_without_tls() {
        let open = |url: &str| Client::open(url, None, Duration::from_secs(1)).err();
        for good in
            ["http://127.0.0.1:8/x", "http://[::1]/", "http://192.168.1.4/sms", "http://localhost/"]
        {
            assert_eq!(open(good), None, "{good}");
        }
        for bad in ["http://wa.example/x", "http://8.8.8.8/", "ftp://127.0.0.1/"] {
            assert!(open(bad).unwrap().contains("write https://"), "{bad}");
        }
        assert!(open("wa.example").unwrap().contains("is no address"));
        assert!(open("https://a:b@wa.example/").unwrap().contains("secret_file"));
    }

    /// A certificate of its own making for `localhost`, and its key, as PEM.
    fn certificate() -> (Vec<u8>, Vec<u8>) {
        use openssl::asn1::Asn1Time;
        use openssl::pkey::PKey;
        use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
        use openssl::x509::{X509, X509NameBuilder};

        let key = PKey::from_rsa(openssl::rsa::Rsa::generate(2048).unwrap()).unwrap();
        let mut name = X509NameBuilder::new().unwrap();
        name.append_entry_by_text("CN", "localhost").unwrap();
        let name = name.build();
        let mut builder = X509::builder().unwrap();
        builder.set_version(2).unwrap();
        builder.set_subject_name(&name).unwrap();
        builder.set_issuer_name(&name).unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
        builder.set_not_after(&Asn1Time::days_from_now(2).unwrap()).unwrap();
        let mut host = SubjectAlternativeName::new();
        let host = host.dns("localhost").build(&builder.x509v3_context(None, None)).unwrap();
        builder.append_extension(host).unwrap();
        builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
        builder.sign(&key, openssl::hash::MessageDigest::sha256()).unwrap();
        (builder.build().to_pem().unwrap(), key.private_key_to_pem_pkcs8().unwrap())
    }

    #[tokio::test]
    async fn a_certificate_is_trusted_if_the_city_says_so_and_not_before() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

        let (pem, key) = certificate();
        let identity = native_tls::Identity::from_pkcs8(&pem, &key).unwrap();
        let acceptor = native_tls::TlsAcceptor::new(identity).unwrap();
        let acceptor = tokio_native_tls::TlsAcceptor::from(acceptor);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}/sms", listener.local_addr().unwrap().port());
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let Ok(mut tls) = acceptor.accept(tcp).await else { continue };
                let mut head = [0; 1024];
                let read = tls.read(&mut head).await.unwrap();
                assert!(head[..read].starts_with(b"POST /sms HTTP/1.1\r\n"));
                tls.write_all(b"HTTP/1.1 202 OK\r\nContent-Length: 2\r\n\r\nok").await.unwrap();
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, pem).unwrap();
        let seconds = Duration::from_secs(20);
        let known = Client::open(&url, Some(&file), seconds).unwrap();
        let answer = known.post(HeaderMap::new(), "{}".to_owned()).await.unwrap();
        assert_eq!((answer.status, &answer.body[..]), (202, &b"ok"[..]));
        let stranger = Client::open(&url, None, seconds).unwrap();
        assert_eq!(stranger.post(HeaderMap::new(), "{}".to_owned()).await.err(), Some("tls"));
    }
}
