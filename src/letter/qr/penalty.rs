//! How hard a symbol would be to read (7.8.3): many modules weighed at once, a row or a column as one word.

/// The penalty of a symbol, given by its rows.
pub fn penalty(rows: &[u64]) -> u32 {
    let side = rows.len();
    let columns: Vec<u64> = (0..side)
        .map(|column| {
            let bits = rows.iter().enumerate();
            bits.fold(0, |word, (at, row)| word | (row >> column & 1) << at)
        })
        .collect();
    let lines: u32 = rows.iter().chain(&columns).map(|line| line_penalty(*line, side)).sum();
    let blocks: u32 = rows.windows(2).map(|two| blocks(two[0], two[1], side)).sum();
    lines + 3 * blocks + balance(rows)
}

/// As many low bits as there are places for something that is `length` modules long.
fn starts(side: usize, length: usize) -> u64 {
    (1 << (side + 1 - length)) - 1
}

fn line_penalty(line: u64, side: usize) -> u32 {
    let mut sum = 0;
    for same in [line, !line] {
        // Where five alike begin; a run of n has n - 4 such places one after the other, and costs n - 2.
        let five = same & same >> 1 & same >> 2 & same >> 3 & same >> 4 & starts(side, 5);
        sum += five.count_ones() + 2 * (five & !(five << 1)).count_ones();
    }
    // The pattern of a corner, with light on one side of it.
    let matches = |pattern: u64| {
        let alike = |all: u64, at: usize| {
            all & if pattern >> at & 1 == 1 { line >> at } else { !(line >> at) }
        };
        (0..11).fold(starts(side, 11), alike).count_ones()
    };
    sum + 40 * (matches(0b000_0101_1101) + matches(0b101_1101_0000))
}

/// Squares of two by two in one colour, within two rows.
fn blocks(upper: u64, lower: u64, side: usize) -> u32 {
    let alike = !(upper ^ lower) & !(upper ^ upper >> 1) & !(lower ^ lower >> 1);
    (alike & starts(side, 2)).count_ones()
}

/// Ten for each five percent that the dark modules are away from half.
fn balance(rows: &[u64]) -> u32 {
    let dark: u32 = rows.iter().map(|row| row.count_ones()).sum();
    let all = u32::try_from(rows.len() * rows.len()).unwrap_or(u32::MAX);
    (dark * 20).abs_diff(all * 10) / all * 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_patterns_and_blocks_are_counted() {
        assert_eq!(line_penalty(0b0101_0101_0101_0101_0101_0, 21), 0);
        // Runs of five, six and seven.
        assert_eq!(line_penalty(0b1_0101_0101_0101_0000_0101, 21), 3);
        assert_eq!(line_penalty(0b1_0101_0101_0100_0000_1010, 21), 4);
        assert_eq!(line_penalty(0b1_0101_0101_0111_1111_0101, 21), 5);
        // 1011101 with four light modules after it, which are no run of five.
        assert_eq!(line_penalty(0b1_0101_0101_1000_0101_1101, 21), 40);
        assert_eq!(blocks(0b1100, 0b1100, 4), 2);
        assert_eq!(balance(&[0b1111, 0b1111, 0, 0]), 0);
        assert_eq!(balance(&[0b1111, 0b1111, 0b1111, 0]), 50);
    }
}
