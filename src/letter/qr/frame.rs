//! What all symbols of a version have in common (clauses 5 to 7): patterns, the places of the data, the masks.

use super::blocks::generator;
use std::sync::LazyLock;

/// For each version from 1, at medium error correction: codewords of data, blocks, error codewords of each (table 9).
const VERSIONS: [(usize, usize, usize); 10] = [
    (16, 1, 10),
    (28, 1, 16),
    (44, 1, 26),
    (64, 2, 18),
    (86, 2, 24),
    (108, 4, 16),
    (124, 4, 18),
    (154, 4, 22),
    (182, 5, 22),
    (216, 5, 26),
];

/// One version.
pub struct Frame {
    /// Modules of a side.
    pub side: usize,
    /// Codewords of data in each block; longer ones stand last.
    pub blocks: Vec<usize>,
    pub generator: Vec<u8>,
    /// Row and column of each bit of the codewords.
    pub places: Vec<(usize, usize)>,
    /// For each mask, which data modules it turns.
    pub masks: [Vec<u64>; 8],
    /// For each mask, the dark modules that are no data.
    pub fixed: [Vec<u64>; 8],
}

static FRAMES: LazyLock<Vec<Frame>> =
    LazyLock::new(|| (1..=VERSIONS.len()).map(Frame::new).collect());

/// All versions, the smallest first.
pub fn frames() -> impl Iterator<Item = &'static Frame> {
    FRAMES.iter()
}

impl Frame {
    fn new(version: usize) -> Self {
        let (data, count, correction) = VERSIONS[version - 1];
        let short = count - data % count;
        let blocks = (0..count).map(|at| data / count + usize::from(at >= short)).collect();
        let mut patterns = Patterns::new(version);
        let side = patterns.side;
        let places = places(&patterns);
        let masks = std::array::from_fn(|mask| {
            let mut rows = vec![0; side];
            for (row, column) in &places {
                rows[*row] |= u64::from(turns(mask, *row, *column)) << column;
            }
            rows
        });
        let fixed = std::array::from_fn(|mask| {
            patterns.format(mask);
            patterns.dark.clone()
        });
        Self { side, blocks, generator: generator(correction), places, masks, fixed }
    }

    /// Codewords of data.
    pub fn data(&self) -> usize {
        self.blocks.iter().sum()
    }

    /// Bytes of the length that stands before the data (table 3).
    pub fn length_bytes(&self) -> usize {
        if self.side < 57 { 1 } else { 2 }
    }

    /// How many bytes fit.
    pub fn room(&self) -> usize {
        // The mode and the terminator take four bits each.
        self.data() - 1 - self.length_bytes()
    }
}

/// The conditions of table 10.
fn turns(mask: usize, row: usize, column: usize) -> bool {
    let product = row * column;
    match mask {
        0 => (row + column).is_multiple_of(2),
        1 => row.is_multiple_of(2),
        2 => column.is_multiple_of(3),
        3 => (row + column).is_multiple_of(3),
        4 => (row / 2 + column / 3).is_multiple_of(2),
        5 => product % 2 + product % 3 == 0,
        6 => (product % 2 + product % 3).is_multiple_of(2),
        _ => ((row + column) % 2 + product % 3).is_multiple_of(2),
    }
}

/// Columns in pairs from the right, up and down in turn (7.7.3); the timing pattern is no pair of any.
fn places(patterns: &Patterns) -> Vec<(usize, usize)> {
    let side = patterns.side;
    let pairs = (0..6).chain(7..side).rev().step_by(2);
    let mut places = Vec::new();
    for (nth, right) in pairs.enumerate() {
        for step in 0..side {
            let row = if nth % 2 == 0 { side - 1 - step } else { step };
            let free =
                [right, right - 1].into_iter().filter(|column| !patterns.is_taken(row, *column));
            places.extend(free.map(|column| (row, column)));
        }
    }
    places
}

/// The modules that hold no data.
struct Patterns {
    side: usize,
    dark: Vec<u64>,
    taken: Vec<u64>,
}

impl Patterns {
    fn new(version: usize) -> Self {
        let side = 17 + 4 * version;
        let mut patterns = Self { side, dark: vec![0; side], taken: vec![0; side] };
        for at in 0..side {
            patterns.set(6, at, at % 2 == 0);
            patterns.set(at, 6, at % 2 == 0);
        }
        for (row, column) in [(3, 3), (3, side - 4), (side - 4, 3)] {
            patterns.rings(row, column, 4);
        }
        let centres = centres(version, side);
        let corner = |at: usize| at == 6 || at == side - 7;
        for row in &centres {
            for column in &centres {
                if !(corner(*row) && corner(*column)) || row + column == 2 * (side - 7) {
                    patterns.rings(*row, *column, 2);
                }
            }
        }
        patterns.format(0);
        if version >= 7 {
            patterns.version(version);
        }
        patterns
    }

    fn set(&mut self, row: usize, column: usize, dark: bool) {
        self.taken[row] |= 1 << column;
        self.dark[row] = self.dark[row] & !(1 << column) | u64::from(dark) << column;
    }

    fn is_taken(&self, row: usize, column: usize) -> bool {
        self.taken[row] >> column & 1 == 1
    }

    /// Squares around a middle: a position pattern with its border of light reaches 4, an alignment pattern 2.
    fn rings(&mut self, row: usize, column: usize, reach: usize) {
        for y in row.saturating_sub(reach)..=(row + reach).min(self.side - 1) {
            for x in column.saturating_sub(reach)..=(column + reach).min(self.side - 1) {
                let ring = y.abs_diff(row).max(x.abs_diff(column));
                self.set(y, x, if reach == 4 { ring != 2 && ring != 4 } else { ring != 1 });
            }
        }
    }

    /// Level and mask, twice (7.9.1), and the module that is always dark.
    fn format(&mut self, mask: usize) {
        // Medium error correction is 00.
        let bits = remainder(mask, 10, 0x537) ^ 0x5412;
        let side = self.side;
        for at in 0..15 {
            let dark = bits >> at & 1 == 1;
            let (row, column) = match at {
                0..=5 => (at, 8),
                6 | 7 => (at + 1, 8),
                8 => (8, 7),
                _ => (8, 14 - at),
            };
            self.set(row, column, dark);
            let (row, column) = if at < 8 { (8, side - 1 - at) } else { (side - 15 + at, 8) };
            self.set(row, column, dark);
        }
        self.set(side - 8, 8, true);
    }

    /// The number of the version, twice (7.10).
    fn version(&mut self, version: usize) {
        let bits = remainder(version, 12, 0x1F25);
        for at in 0..18 {
            let (long, short) = (at / 3, self.side - 11 + at % 3);
            self.set(long, short, bits >> at & 1 == 1);
            self.set(short, long, bits >> at & 1 == 1);
        }
    }
}

/// Middles of the alignment patterns (annex E).
fn centres(version: usize, side: usize) -> Vec<usize> {
    match version {
        1 => Vec::new(),
        2..=6 => vec![6, side - 7],
        _ => vec![6, side / 2, side - 7],
    }
}

/// A value followed by the `count` bits that are left when a BCH polynomial divides it.
fn remainder(value: usize, count: usize, polynomial: usize) -> usize {
    let mut rest = value << count;
    for bit in (count..usize::BITS as usize).rev() {
        if rest >> bit & 1 == 1 {
            rest ^= polynomial << (bit - count);
        }
    }
    value << count | rest
}
