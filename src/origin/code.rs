//! Codes that people read aloud: Crockford base32 with a check character.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECK: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
const SYMBOLS: u32 = 16;

/// Sixteen Crockford symbols (80 bits) and a check symbol, modulo 37.
///
/// Written without separators; [`Code::grouped`] is the form for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

/// Why a text is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It does not have sixteen symbols and a check symbol.
    #[error("a code has 17 characters")]
    Length,
    /// A character is not one of Crockford's.
    #[error("{0:?} does not occur in a code")]
    Symbol(char),
    /// The check character does not fit: it was mistyped.
    #[error("the code was mistyped")]
    Check,
}

impl Code {
    pub(super) fn from_bits(bits: u128) -> Self {
        let bits = bits & ((1 << (5 * SYMBOLS)) - 1);
        let symbol = |i: u32| DIGITS[(bits >> (5 * i)) as usize & 31];
        let mut text: Vec<u8> = (0..SYMBOLS).rev().map(symbol).collect();
        text.push(CHECK[(bits % 37) as usize]);
        Self(text.into_iter().map(char::from).collect())
    }

    /// The code as it is stored and put into addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code in groups of four, as it is printed.
    pub fn grouped(&self) -> String {
        let mut out = String::with_capacity(self.0.len() + 4);
        for (i, symbol) in self.0.chars().enumerate() {
            if i > 0 && i % 4 == 0 && i < SYMBOLS as usize {
                out.push('-');
            }
            out.push(symbol);
        }
        out
    }
}

impl FromStr for Code {
    type Err = CodeError;

    /// Reads what people type: any case, O for 0, I and L for 1, with spaces and dashes.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let typed = text.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| {
            match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            }
        });
        let symbols: Vec<char> = typed.collect();
        if symbols.len() != SYMBOLS as usize + 1 {
            return Err(CodeError::Length);
        }
        let (check, digits) = symbols.split_last().ok_or(CodeError::Length)?;
        let mut bits = 0u128;
        for &c in digits {
            let digit =
                DIGITS.iter().position(|&d| char::from(d) == c).ok_or(CodeError::Symbol(c))?;
            bits = bits << 5 | digit as u128;
        }
        if char::from(CHECK[(bits % 37) as usize]) != *check {
            return Err(CodeError::Check);
        }
        Ok(Self::from_bits(bits))
    }
}

impl TryFrom<String> for Code {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, CodeError> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_being_read_aloud() {
        let code = Code::from_bits(0x1234_5678_9abc_def0_1122);
        assert_eq!(code.grouped().to_lowercase().replace('1', "l").parse(), Ok(code.clone()));
        assert_eq!(code.grouped().split('-').count(), 4);
    }

    #[test]
    fn every_single_mistyped_symbol_is_noticed() {
        let code = Code::from_bits(0x9999_8888_7777_6666_5555);
        for i in 0..16 {
            for digit in DIGITS {
                let mut text = code.as_str().as_bytes().to_vec();
                text[i] = *digit;
                let text = String::from_utf8(text).unwrap();
                assert_eq!(text.parse::<Code>().is_ok(), text == code.as_str(), "{text}");
            }
        }
    }
}
