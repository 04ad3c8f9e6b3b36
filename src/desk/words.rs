//! Values, people and moments in the words that residents and officers read.

use crate::area::{AreaCode, Directory, Level, OfficeId, Right, Seat};
use crate::calendar::{long_date, period_words};
use crate::case::Refusal;
use crate::workflow::{Field, FieldKind, Parts, PersonPart, PlacePart, Value, rupiah};

/// `Lurah Jati`, `Ketua RT 003`, `Petugas Kelurahan Jati`.
pub fn seat(seat: &Seat, directory: &Directory) -> String {
    let Some(office) = directory.office(&seat.office) else { return seat.to_string() };
    let place = format!("{} {}", office.kind, office.name);
    match seat.role.0.as_str() {
        "head" => {
            // "Ketua RT" of "RT 003" is "Ketua RT 003"; "Lurah" of "Kelurahan Jati" is "Lurah Jati".
            format!("{} {}", office.head, office.name)
        }
        "secretary" => format!("Sekretaris {place}"),
        "officer" => format!("Petugas {place}"),
        _ => place,
    }
}

/// The nearest office from the kelurahan up, as messages are signed: `Kelurahan Jati`.
pub fn town_office(office: &OfficeId, directory: &Directory) -> Option<String> {
    let town = |office: &&crate::area::Office| {
        office.id.area().is_none_or(|area| area.level() >= Level::Kelurahan)
    };
    let office = directory.upward(office).find(town)?;
    Some(format!("{} {}", office.kind, office.name))
}

/// How somebody acted, where it was not as the definitive holder: `Plt. `.
pub fn right(right: Right) -> &'static str {
    match right {
        Right::Own => "",
        Right::Plt => "Plt. ",
        Right::Plh => "Plh. ",
        Right::Pj => "Pj. ",
        Right::Delegate => "a.n. ",
    }
}

/// The name of an area with its upper levels as far as offices are known: `Jati, Mayangan`.
pub fn area(code: &AreaCode, directory: &Directory) -> String {
    let levels = [Level::Kelurahan, Level::Kecamatan, Level::Kabupaten];
    let names: Vec<&str> = levels
        .into_iter()
        .filter_map(|level| code.at(level))
        .filter_map(|area| directory.office(&OfficeId::from(&area)))
        .map(|office| office.name.as_str())
        .collect();
    if names.is_empty() { code.to_string() } else { names.join(", ") }
}

/// The label and words of each part of a value; one line with an empty label for simple kinds.
pub fn lines(field: &Field, value: &Value, directory: &Directory) -> Vec<(String, String)> {
    kind_lines(&field.kind, value, directory)
}

fn kind_lines(kind: &FieldKind, value: &Value, directory: &Directory) -> Vec<(String, String)> {
    let one = |words: String| vec![(String::new(), words)];
    match (kind, value) {
        (FieldKind::Choice(choices), Value::Choice(key)) => {
            one(choices.words(key).unwrap_or(key).to_owned())
        }
        (kind, Value::Many(values)) => {
            let words = values.iter().flat_map(|value| kind_lines(kind, value, directory));
            one(words.map(|(_, words)| words).collect::<Vec<_>>().join(", "))
        }
        (_, Value::Person(parts)) => person(parts, directory),
        (_, Value::Place(parts)) => one(place(parts, directory)),
        (FieldKind::List { columns, .. }, Value::List(rows)) => {
            let mut lines = Vec::new();
            for (number, row) in rows.iter().enumerate() {
                for column in columns {
                    let Some(cell) = row.cells.get(&column.id) else { continue };
                    for (label, words) in kind_lines(&column.kind, cell, directory) {
                        let label = if label.is_empty() { column.title.to_string() } else { label };
                        lines.push((format!("{}. {label}", number + 1), words));
                    }
                }
            }
            lines
        }
        (_, Value::File(files)) if files.is_empty() => one("Diperlihatkan di loket".to_owned()),
        (_, Value::File(_)) => Vec::new(),
        (_, value) => one(plain(value, directory)),
    }
}

fn person(parts: &Parts, directory: &Directory) -> Vec<(String, String)> {
    let line = |part: &PersonPart| {
        let words = match parts.get(part.key())? {
            Value::Choice(key) => {
                let known = part.choices().iter().find(|(k, _)| **k == **key);
                known.map_or_else(|| key.to_string(), |(_, words)| (*words).to_owned())
            }
            value => plain(value, directory),
        };
        Some((part.title().to_owned(), words))
    };
    PersonPart::ALL.iter().filter_map(line).collect()
}

/// `Jalan Cempaka 12, RT 003 RW 005, Jati, Mayangan, Probolinggo`.
fn place(parts: &Parts, directory: &Directory) -> String {
    let mut words = Vec::new();
    if let Some(Value::Text(street)) = parts.get(PlacePart::Street.key()) {
        words.push(street.to_string());
    }
    let number = |part: PlacePart| match parts.get(part.key()) {
        Some(Value::Number(n)) => Some(*n),
        _ => None,
    };
    if let (Some(rt), Some(rw)) = (number(PlacePart::Rt), number(PlacePart::Rw)) {
        words.push(format!("RT {rt:03} RW {rw:03}"));
    }
    if let Some(Value::Area(code)) = parts.get(PlacePart::Area.key()) {
        words.push(area(code, directory));
    }
    words.join(", ")
}

/// A value in one line.
pub fn short(value: &Value, directory: &Directory) -> String {
    plain(value, directory)
}

fn plain(value: &Value, directory: &Directory) -> String {
    match value {
        Value::Text(text) | Value::Choice(text) => text.to_string(),
        Value::Number(n) => n.to_string(),
        Value::Money(n) => rupiah(*n),
        Value::Bool(true) => "Ya".to_owned(),
        Value::Bool(false) => "Tidak".to_owned(),
        Value::Date(date) => long_date(*date),
        Value::Time(time) => format!("{:02}.{:02}", time.hour(), time.minute()),
        Value::Period(p) => period_words(*p),
        Value::Area(code) => area(code, directory),
        Value::Office(id) => {
            directory.office(id).map_or_else(|| id.to_string(), |o| o.name.clone())
        }
        Value::Place(parts) => place(parts, directory),
        Value::Person(parts) => match parts.get(PersonPart::Name.key()) {
            Some(Value::Text(name)) => name.to_string(),
            _ => String::new(),
        },
        Value::Case(earlier) => {
            let number = earlier.letters.first().map_or(&earlier.ticket, |letter| &letter.number);
            format!("{} {number}", earlier.title)
        }
        Value::Many(values) => {
            values.iter().map(|value| plain(value, directory)).collect::<Vec<_>>().join(", ")
        }
        Value::List(rows) => format!("{} baris", rows.len()),
        Value::File(files) => format!("{} berkas", files.len()),
    }
}

/// Why a command was refused, for the one who sent it.
pub fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Closed => "Permohonan ini sudah berakhir.",
        Refusal::NotOpen | Refusal::NotYourTurn => "Permohonan ini sedang ada di pemohon.",
        Refusal::NotThisStep => "Permohonan ini sudah berada di langkah lain.",
        Refusal::NotYourTask => "Permohonan ini bukan tugas Anda.",
        Refusal::OwnRequest => "Anda tidak dapat memutuskan permohonan Anda sendiri.",
        Refusal::FourEyes => {
            "Anda sudah menyetujui langkah sebelumnya. Langkah ini perlu orang lain."
        }
        Refusal::AlreadyDecided => "Anda sudah memutuskan permohonan ini.",
        Refusal::UnknownAction | Refusal::NotAllowed => {
            "Tindakan ini tidak dapat dilakukan sekarang."
        }
        Refusal::Signing => "Surat ini sedang ditandatangani.",
        Refusal::Held => "Permohonan ini sedang ditunda.",
        Refusal::Missing(_) => "Masih ada isian yang kosong.",
        Refusal::Check(say) => return format!("{}.", say.trim_end_matches('.')),
        Refusal::Frozen(_) => "Isian ini tidak boleh diubah di langkah ini.",
        Refusal::NoteRequired => "Tulis alasannya.",
        Refusal::ReasonRequired => "Pilih alasannya.",
        Refusal::TooEarly => "Masa tunggu langkah ini belum lewat.",
        Refusal::Limit => "Tindakan ini sudah terlalu sering dilakukan.",
        Refusal::TooLate => "Waktu untuk membatalkan keputusan sudah lewat.",
        Refusal::AlreadySigned => "Surat ini sudah ditandatangani.",
        Refusal::Auth(_) => {
            "Langkah ini perlu bukti diri yang lebih kuat. Masuklah dengan akun Anda."
        }
        Refusal::HolderVacant => "Jabatan ini sedang kosong.",
        Refusal::NotResident => {
            "Layanan ini untuk warga yang datanya sudah dicocokkan. Datanglah ke kantor kelurahan."
        }
        Refusal::NotStarted => "Anda tidak dapat memulai layanan ini.",
        Refusal::Unique(_) => "Permohonan lain dengan isian yang sama sedang berjalan.",
    }
    .to_owned()
}

/// A name that only those who know it recognise: `S*** A*****`.
pub fn masked(name: &str) -> String {
    let mask = |word: &str| {
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().collect();
        first + &"*".repeat(letters.count())
    };
    name.split_whitespace().map(mask).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_as_people_say_them() {
        assert_eq!(period_words("5wd".parse().unwrap()), "5 hari kerja");
        assert_eq!(rupiah(1_250_000), "Rp1.250.000");
        assert_eq!(rupiah(0), "Rp0");
        assert_eq!(masked("Siti Aminah"), "S*** A*****");
    }
}
