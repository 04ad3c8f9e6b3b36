//! The lines above a signer's name, by the right the signer acts with (template-format.md section 5).

/// By what right a person signs for a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right<'a> {
    /// Holder of the seat.
    Own,
    /// The post is vacant (pelaksana tugas).
    Plt,
    /// The holder is away (pelaksana harian).
    Plh,
    /// Appointed for the time being (penjabat).
    Pj,
    /// By delegation: the seats below, from the highest to the one that signs. One is "a.n.", more are "u.b.".
    Delegate(&'a [&'a str]),
}

/// The lines above the name for `seat` (such as `LURAH JATI`). Titles are printed in capitals.
/// A delegation without seats below is the seat's own right.
pub fn signature_lines(seat: &str, right: Right<'_>) -> Vec<String> {
    let seat = seat.to_uppercase();
    match right {
        Right::Own | Right::Delegate([]) => vec![seat],
        Right::Plt => vec![format!("Plt. {seat}")],
        Right::Plh => vec![format!("Plh. {seat}")],
        Right::Pj => vec![format!("Pj. {seat}")],
        Right::Delegate([first, below @ ..]) => {
            let mut lines = vec![format!("a.n. {seat}"), format!("{},", first.to_uppercase())];
            for seat in below {
                lines.push("u.b.".to_owned());
                lines.push(format!("{},", seat.to_uppercase()));
            }
            lines
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_has_its_wording() {
        let table: [(&str, Right<'_>, &[&str]); 6] = [
            ("Lurah Jati", Right::Own, &["LURAH JATI"]),
            ("LURAH JATI", Right::Plt, &["Plt. LURAH JATI"]),
            ("LURAH JATI", Right::Plh, &["Plh. LURAH JATI"]),
            ("LURAH JATI", Right::Pj, &["Pj. LURAH JATI"]),
            (
                "LURAH JATI",
                Right::Delegate(&["Sekretaris Kelurahan"]),
                &["a.n. LURAH JATI", "SEKRETARIS KELURAHAN,"],
            ),
            (
                "CAMAT MAYANGAN",
                Right::Delegate(&["SEKRETARIS KECAMATAN", "KEPALA SEKSI PELAYANAN"]),
                &[
                    "a.n. CAMAT MAYANGAN",
                    "SEKRETARIS KECAMATAN,",
                    "u.b.",
                    "KEPALA SEKSI PELAYANAN,",
                ],
            ),
        ];
        for (seat, right, lines) in table {
            assert_eq!(signature_lines(seat, right), lines);
        }
        assert_eq!(signature_lines("Camat", Right::Delegate(&[])), ["CAMAT"]);
    }
}
