//! From which address a request comes: what is tried too often from there is slowed down.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::client::Client;

/// The address as tries are counted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Peer(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let client = parts.extensions.get::<Client>();
        Ok(Self(client.map_or_else(|| "-".to_owned(), |client| counted(client.address))))
    }
}

/// A house with IPv6 has a whole /64, so that is what counts (RFC 6177 2).
fn counted(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let network = v6.to_bits() >> 64 << 64;
            Ipv6Addr::from_bits(network).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_counts_as_one() {
        let counted = |text: &str| counted(text.parse().unwrap());
        assert_eq!(counted("192.0.2.7"), "192.0.2.7");
        assert_eq!(counted("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), counted("2001:db8:1:2::9"));
        assert_ne!(counted("2001:db8:1:2::9"), counted("2001:db8:1:3::9"));
    }
}
