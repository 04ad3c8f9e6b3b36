//! From bytes to codewords with their error correction (clauses 7.4 to 7.6).

use super::frame::Frame;

/// Powers of two in the field of 256 elements, and their logarithms (modulus 0x11D, annex A).
const POWERS: ([u8; 255], [u8; 256]) = powers();

const fn powers() -> ([u8; 255], [u8; 256]) {
    let (mut power, mut log) = ([0; 255], [0; 256]);
    let (mut value, mut at) = (1_u16, 0_u8);
    while at < 255 {
        #[expect(clippy::cast_possible_truncation, reason = "the modulus keeps it below 256")]
        {
            power[at as usize] = value as u8;
        }
        log[value as usize] = at;
        value <<= 1;
        if value > 255 {
            value ^= 0x11D;
        }
        at += 1;
    }
    (power, log)
}

fn product(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    let (power, log) = &POWERS;
    let sum = usize::from(log[usize::from(a)]) + usize::from(log[usize::from(b)]);
    power[sum % 255]
}

/// The generator polynomial of so many error codewords, without its leading one.
pub fn generator(count: usize) -> Vec<u8> {
    let mut polynomial = vec![0; count];
    polynomial[count - 1] = 1;
    let mut root = 1;
    for _ in 0..count {
        for at in 0..count {
            let next = polynomial.get(at + 1).copied().unwrap_or(0);
            polynomial[at] = product(polynomial[at], root) ^ next;
        }
        root = product(root, 2);
    }
    polynomial
}

/// What is left of the data divided by the generator.
fn correction(data: &[u8], generator: &[u8]) -> Vec<u8> {
    let mut rest = vec![0; generator.len()];
    for byte in data {
        let factor = byte ^ rest[0];
        rest.rotate_left(1);
        if let Some(last) = rest.last_mut() {
            *last = 0;
        }
        for (rest, coefficient) in rest.iter_mut().zip(generator) {
            *rest ^= product(*coefficient, factor);
        }
    }
    rest
}

/// The codewords of all blocks, interleaved; the bytes fit into the frame.
pub fn codewords(bytes: &[u8], frame: &Frame) -> Vec<u8> {
    let data = data(bytes, frame);
    let mut blocks = Vec::with_capacity(frame.blocks.len());
    let mut rest = data.as_slice();
    for length in &frame.blocks {
        let (block, after) = rest.split_at(*length);
        blocks.push((block, correction(block, &frame.generator)));
        rest = after;
    }
    let longest = frame.blocks.iter().copied().max().unwrap_or(0);
    let mut codewords = Vec::with_capacity(data.len() + blocks.len() * frame.generator.len());
    for at in 0..longest {
        codewords.extend(blocks.iter().filter_map(|(block, _)| block.get(at)));
    }
    for at in 0..frame.generator.len() {
        codewords.extend(blocks.iter().filter_map(|(_, correction)| correction.get(at)));
    }
    codewords
}

/// Mode (bytes), length, bytes, terminator and filling; all but the first four bits are whole bytes.
fn data(bytes: &[u8], frame: &Frame) -> Vec<u8> {
    let length = bytes.len().to_be_bytes();
    let head = length.iter().skip(length.len() - frame.length_bytes()).chain(bytes).copied();
    let mut data = Vec::with_capacity(frame.data());
    let mut left = 0b0100_u8;
    for byte in head {
        data.push(left << 4 | byte >> 4);
        left = byte & 0x0F;
    }
    data.push(left << 4);
    let filling = [0xEC, 0x11].into_iter().cycle();
    data.extend(filling.take(frame.data() - data.len()));
    data
}
