//! Words that belong together, so that a line seldom ends between them.

/// What is nothing without the word behind it, as people write it in names, addresses and citations.
const BOUND: [&str; 26] = [
    "RT", "RW", "No.", "Nomor", "Jl.", "Jalan", "Gg.", "Gang", "Blok", "Km", "Rp", "Pasal", "ayat",
    "huruf", "H.", "Hj.", "Dr.", "dr.", "Drs.", "Ir.", "Bpk.", "Ny.", "Sdr.", "a.n.", "u.b.",
    "Lt.",
];

/// Whether the word before a blank holds on to the one behind it.
pub fn binds(before: &str, after: &str) -> bool {
    let word = before.trim_end_matches(' ');
    let word = word.rsplit([' ', '(', '/']).next().unwrap_or(word);
    if BOUND.contains(&word) {
        return true;
    }
    // The day and its month.
    let day = !word.is_empty() && word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
    let next = after.split([' ', ',', '.']).next().unwrap_or(after);
    day && crate::calendar::MONTHS.contains(&next)
}

#[cfg(test)]
mod tests {
    use super::binds;

    #[test]
    fn a_line_does_not_end_between_a_sign_and_its_number() {
        for (before, after) in [
            ("Jl. Ikan Tongkol No. ", "12"),
            ("Tongkol RT ", "003"),
            ("(RW ", "005)"),
            ("012/RT ", "03/RW 05"),
            ("tanggal 1 ", "November 2026"),
            ("lahir 31 ", "Mei, di"),
        ] {
            assert!(binds(before, after), "{before}{after}");
        }
        for (before, after) in
            [("anak ", "ke-2"), ("sejak 12 ", "orang"), ("PORT ", "3"), (" ", "x")]
        {
            assert!(!binds(before, after), "{before}{after}");
        }
    }
}
