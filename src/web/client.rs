//! Who is at the other end: the address that limits count by, and whether the way there is encrypted.
//!
//! Behind a proxy the connection says nothing about that. What the proxy adds is believed, what a
//! stranger sent along is not (RFC 7239 section 8.1).

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

use super::{Web, WebSettings};

/// The other end of the connection itself. The composition puts it on every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// Its address.
    pub address: IpAddr,
    /// Whether the connection is encrypted.
    pub tls: bool,
}

/// Who sent a request: an extension of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// The address; that of a proxy where the proxy does not say for whom it asks.
    pub address: IpAddr,
    /// Whether people came over TLS, to us or to the proxy.
    pub secure: bool,
}

/// The header by which the proxies tell for whom they ask. Only one is read: proxies hand the others
/// on as a stranger wrote them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
pub enum ProxyHeader {
    /// `X-Forwarded-For` and `X-Forwarded-Proto`.
    #[default]
    #[serde(rename = "X-Forwarded-For")]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// Puts the [`Client`] on a request.
pub(super) async fn know(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let nobody = Peer { address: IpAddr::V4(Ipv4Addr::UNSPECIFIED), tls: false };
    let peer = request.extensions().get::<Peer>().copied().unwrap_or(nobody);
    let client = Client::of(peer, request.headers(), web.pages.settings());
    request.extensions_mut().insert(client);
    next.run(request).await
}

impl Client {
    /// Follows what trusted proxies say, from the nearest one outwards, to the first address that
    /// is none of theirs.
    fn of(peer: Peer, headers: &HeaderMap, settings: &WebSettings) -> Self {
        let address = peer.address.to_canonical();
        let mut client = Self { address, secure: peer.tls };
        let trusts = |address: IpAddr| settings.trusted_proxies.iter().any(|n| n.holds(address));
        for hop in hops(headers, settings.proxy_header).into_iter().rev() {
            if !trusts(client.address) {
                break;
            }
            client.secure = hop.secure;
            let Some(address) = hop.address else { break };
            client.address = address;
        }
        client
    }
}

/// What one proxy says of who asked it.
struct Hop {
    address: Option<IpAddr>,
    secure: bool,
}

/// What the proxies say, the nearest one last.
fn hops(headers: &HeaderMap, from: ProxyHeader) -> Vec<Hop> {
    let parts = |name: &str| {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).map(str::trim).collect::<Vec<_>>()
    };
    match from {
        ProxyHeader::XForwardedFor => {
            // Only the last of the schemes is surely a proxy's own word.
            let secure = parts("x-forwarded-proto").last().is_some_and(|p| is_https(p));
            let hop = |text| Hop { address: address(text), secure };
            parts("x-forwarded-for").into_iter().map(hop).collect()
        }
        ProxyHeader::Forwarded => parts("forwarded").into_iter().map(element).collect(),
    }
}

/// One `for=192.0.2.60;proto=https` (RFC 7239 section 4).
fn element(text: &str) -> Hop {
    let value = |wanted: &str| {
        let pairs = text.split(';').filter_map(|pair| pair.trim().split_once('='));
        let mut named = pairs.filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        named.next().map(|(_, value)| value.trim_matches('"'))
    };
    Hop { address: value("for").and_then(address), secure: value("proto").is_some_and(is_https) }
}

fn is_https(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("https")
}

/// An address, with a port or without: `192.0.2.1`, `192.0.2.1:4711`, `[2001:db8::1]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let plain = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let whole = plain.parse::<IpAddr>().ok();
    let found = whole.or_else(|| text.parse::<SocketAddr>().ok().map(|both| both.ip()))?;
    Some(found.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, proxy_header: ProxyHeader, headers: &[(&str, &str)]) -> (String, bool) {
        let trusted = ["127.0.0.1", "10.0.0.0/8"];
        let settings = WebSettings {
            trusted_proxies: trusted.iter().map(|text| text.parse().unwrap()).collect(),
            proxy_header,
            ..WebSettings::default()
        };
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: axum::http::HeaderName = name.parse().unwrap();
            map.append(name, value.parse().unwrap());
        }
        let peer = Peer { address: peer.parse().unwrap(), tls: false };
        let client = Client::of(peer, &map, &settings);
        (client.address.to_string(), client.secure)
    }

    #[test]
    fn only_a_trusted_proxy_says_for_whom_it_asks() {
        let x = ProxyHeader::XForwardedFor;
        let told = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https")];
        assert_eq!(client("127.0.0.1", x, &told), ("203.0.113.9".into(), true));
        assert_eq!(client("::ffff:127.0.0.1", x, &told), ("203.0.113.9".into(), true));
        assert_eq!(client("198.51.100.7", x, &told), ("198.51.100.7".into(), false));
        assert_eq!(client("127.0.0.1", x, &[]), ("127.0.0.1".into(), false));
        // A proxy that asks for somebody whom it does not know is all that is known.
        let unknown = [("x-forwarded-for", "203.0.113.9, unknown")];
        assert_eq!(client("127.0.0.1", x, &unknown), ("127.0.0.1".into(), false));
    }

    #[test]
    fn what_a_stranger_writes_in_front_is_not_believed() {
        let x = ProxyHeader::XForwardedFor;
        let lied = [("x-forwarded-for", "192.0.2.1, 203.0.113.9, 10.1.2.3")];
        assert_eq!(client("10.0.0.1", x, &lied).0, "203.0.113.9");
        let lines = [("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "203.0.113.9")];
        assert_eq!(client("10.0.0.1", x, &lines).0, "203.0.113.9");
        let schemes = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https, http")];
        assert!(!client("10.0.0.1", x, &schemes).1);
        // The other header is handed on by proxies as it came.
        let other =
            [("forwarded", "for=192.0.2.1;proto=https"), ("x-forwarded-for", "203.0.113.9")];
        assert_eq!(client("10.0.0.1", x, &other), ("203.0.113.9".into(), false));
    }

    #[test]
    fn the_standard_header_is_read_with_ports_and_brackets() {
        let told = |value| client("10.0.0.1", ProxyHeader::Forwarded, &[("forwarded", value)]);
        let both = ("2001:db8:cafe::17".to_owned(), true);
        assert_eq!(told(r#"For="[2001:db8:cafe::17]:4711"; proto=https;by=10.0.0.1"#), both);
        assert_eq!(told("for=192.0.2.43, for=198.51.100.17;proto=http").0, "198.51.100.17");
        assert_eq!(told("for=_hidden;proto=https"), ("10.0.0.1".into(), true));
    }
}
