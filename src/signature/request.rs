//! What a signature says about itself, beside who made it.

use jiff::Timestamp;

use super::FirstSignature;

/// The entries of a signature dictionary that the caller decides (ISO 32000-1, 12.8.1, table 252).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignRequest {
    /// When the signature is claimed to be made; written in UTC with whole seconds (`/M`).
    pub time: Timestamp,
    /// The signer as other programs show it; our own verifier reads the certificate instead.
    pub name: String,
    /// Why it is signed, in the letter's language.
    pub reason: String,
    /// Where, if it is to be said.
    pub location: Option<String>,
    /// What the letter's first signature is; of no effect on a letter that somebody has signed.
    pub first: FirstSignature,
    /// Bytes kept free for the CMS signature: [`super::Pkcs12Key::room`] where the key is at hand,
    /// [`SignRequest::ROOM`] where the signature comes from elsewhere.
    pub room: usize,
}

impl SignRequest {
    /// Room for RSA-2048 with two certificates (2,709 bytes measured), and half as much again.
    pub const ROOM: usize = 4096;
}
