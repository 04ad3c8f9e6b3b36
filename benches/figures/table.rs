//! The figures as a table that can be put into a README as it is.

/// A figure of ours beside the floor that was measured in the same run.
pub struct Row {
    pub what: String,
    pub ours: Option<f64>,
    pub floor: Option<(String, f64)>,
}

/// Prints the rows.
pub fn print(rows: &[Row]) {
    println!("| what | a second | floor of the same run | a second | share |");
    println!("|---|---:|---|---:|---:|");
    for row in rows {
        let ours = row.ours.map_or_else(|| "-".to_owned(), number);
        let (name, floor) =
            row.floor.as_ref().map_or(("-", None), |(name, rate)| (name.as_str(), Some(*rate)));
        let share = match (row.ours, floor) {
            (Some(ours), Some(floor)) => format!("{:.2}", ours / floor),
            _ => "-".to_owned(),
        };
        let floor = floor.map_or_else(|| "-".to_owned(), number);
        println!("| {} | {ours} | {name} | {floor} | {share} |", row.what);
    }
}

/// Whole, with a comma every three digits; small ones with a digit after the point.
fn number(rate: f64) -> String {
    if rate < 100.0 {
        return format!("{rate:.1}");
    }
    let digits = format!("{rate:.0}");
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
