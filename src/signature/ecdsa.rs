//! ECDSA over P-256, with one form per signature.
//!
//! Of (r, s) and (r, n - s) both are valid; anyone could turn one into the other. We write and
//! accept only the smaller, so that a signed file has no second form.

use openssl::bn::BigNum;
use openssl::ec::EcGroup;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::nid::Nid;

use super::der::{constructed, tag, value};

/// The same signature with the smaller s, in its one encoding; DER in, DER out.
pub(crate) fn one_form(der: &[u8]) -> Result<Vec<u8>, ErrorStack> {
    let signature = EcdsaSig::from_der(der)?;
    let order = order()?;
    let mut half = BigNum::new()?;
    half.rshift1(&order)?;
    if *signature.s() <= *half {
        return signature.to_der();
    }
    let mut s = BigNum::new()?;
    s.checked_sub(&order, signature.s())?;
    EcdsaSig::from_private_components(signature.r().to_owned()?, s)?.to_der()
}

/// No signature, but as long as one whose r has its first bit and whose s has its first byte set.
pub(crate) fn example() -> Vec<u8> {
    let r = [&[0, 0x80][..], &[0; 31]].concat();
    let s = [&[1][..], &[0; 31]].concat();
    constructed(tag::SEQUENCE, &[value(tag::INTEGER, &r), value(tag::INTEGER, &s)])
}

fn order() -> Result<BigNum, ErrorStack> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
    let mut order = BigNum::new()?;
    let mut context = openssl::bn::BigNumContext::new()?;
    group.order(&mut order, &mut context)?;
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_form_is_turned() {
        let order = order().unwrap();
        let mut large = BigNum::new().unwrap();
        large.checked_sub(&order, &BigNum::from_u32(5).unwrap()).unwrap();
        let r = BigNum::from_u32(7).unwrap();
        let high = EcdsaSig::from_private_components(r, large).unwrap().to_der().unwrap();
        let low = one_form(&high).unwrap();
        assert_eq!(low, [0x30, 6, 2, 1, 7, 2, 1, 5]);
        assert_eq!(one_form(&low).unwrap(), low);
        assert!(one_form(b"\x30\x03\x02\x01\x07").is_err());
    }
}
