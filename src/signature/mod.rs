//! PAdES: prepare, sign, embed, verify.
//!
//! A signature is made in three steps that need not happen in one process: [`prepare`] adds a
//! revision with an empty place and gives its digest, a signer ([`Pkcs12Key::cms`], later an HSM or
//! a remote service) turns the digest into a CMS signature, [`Prepared::embed`] puts it in.
//! Files are read by our own strict reader only, before signing as well as when verifying.

mod active;
mod authority;
mod certificate;
mod changes;
mod cms;
mod cms_reader;
mod der;
mod der_reader;
mod dictionary;
mod ecdsa;
mod form;
mod pdf;
mod pkcs12;
mod prepare;
mod reason;
mod report;
mod request;
mod restriction;
mod text;
mod trust;
mod update;
mod verify;

pub use authority::{AuthorityError, DemoAuthority, Holder};
pub use certificate::Subject;
pub use cms::{Algorithm, assemble, attributes};
pub use der_reader::NotDer;
pub use form::NotOurForm;
pub use pdf::Malformed;
pub use pkcs12::{KeyError, Pkcs12Key, SignError};
pub use prepare::{EmbedError, PrepareError, Prepared, prepare, prepare_own};
pub use reason::Reason;
pub use report::{Coverage, Integrity, Report, SignatureReport, Unreadable, Verdict};
pub use request::SignRequest;
pub use restriction::{FirstSignature, Restriction};
pub use trust::{Trust, TrustError};
pub use verify::verify;
