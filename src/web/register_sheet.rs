//! `/register/unduh`: a register book as a workbook (XLSX).

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError,
};

use super::Web;
use super::failure::Failure;
use super::register_book::asked;
use super::register_words::{detail, month_words, number, order, part_of, state};
use super::visitor::Visitor;
use crate::desk::{Book, BookLine, DeskError};

/// Numbers that are read at once.
const LINES: u32 = 1000;
/// The row of the names of the columns; above it stand title, office and time.
const HEAD: u32 = 4;
/// The names of the columns with their widths in characters.
const COLUMNS: [(&str, f64); 8] = [
    ("No. urut", 9.0),
    ("Nomor surat", 32.0),
    ("Tanggal", 13.0),
    ("Jenis surat", 38.0),
    ("Atas nama", 28.0),
    ("Nomor permohonan", 20.0),
    ("Keadaan", 22.0),
    ("Keterangan", 48.0),
];
const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /register/unduh?seri=SERIES`, with the part of the book as the book's page has it.
pub(super) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let (series, part, _) = asked(&query)?;
    let mut book = web.desk.register_book(&visitor.who, series, part, (0, LINES)).await?;
    while let Some(after) = book.next {
        let more = web.desk.register_book(&visitor.who, series, part, (after, LINES)).await?;
        book.lines.extend(more.lines);
        book.next = more.next;
    }
    let name = format!("register-{}.xlsx", part_of(book.month));
    let bytes = tokio::task::spawn_blocking(move || workbook(&book)).await;
    let bytes = bytes.map_err(|error| DeskError::Internal(error.into()))?;
    let bytes = bytes.map_err(|error| DeskError::Internal(error.into()))?;
    let how = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(MEDIA)),
        (CONTENT_DISPOSITION, how.unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    Ok((headers, bytes).into_response())
}

/// The workbook of a book. Every text is written as a text, never as a formula, whatever it begins
/// with; a number of a letter is a text, too, for its zeros count.
fn workbook(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let title = format!("Buku Register {}", book.card.title);
    let made = ExcelDateTime::from_ymd(
        book.today.year().unsigned_abs(),
        book.today.month().unsigned_abs(),
        book.today.day().unsigned_abs(),
    )?;
    let about = DocProperties::new().set_title(&title).set_author(&book.office.name);
    workbook.set_properties(&about.set_creation_datetime(&made));
    let bold = Format::new().set_bold().set_font_size(14.0);
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let day = Format::new().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Top);
    let count = Format::new().set_align(FormatAlign::Top).set_align(FormatAlign::Right);
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap();

    let sheet = workbook.add_worksheet();
    sheet.set_name("Register")?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_footer("&RHalaman &P dari &N");
    sheet.write_string_with_format(0, 0, &title, &bold)?;
    sheet.write_string(1, 0, &book.office.name)?;
    let time = book.month.map_or_else(|| "Seluruh buku".to_owned(), month_words);
    sheet.write_string(2, 0, [time, detail(&book.card)].join(". ").trim_end_matches(". "))?;
    for (column, (name, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(HEAD, column, name, &head)?;
    }
    for (row, line) in (HEAD + 1..).zip(&book.lines) {
        let date = ExcelDateTime::from_ymd(
            line.date.year().unsigned_abs(),
            line.date.month().unsigned_abs(),
            line.date.day().unsigned_abs(),
        )?;
        match line.values {
            (low, high) if low == high => {
                sheet.write_number_with_format(row, 0, low, &count)?;
            }
            _ => {
                sheet.write_string_with_format(row, 0, order(line), &text)?;
            }
        }
        sheet.write_datetime_with_format(row, 2, &date, &day)?;
        for (column, words) in texts(line) {
            sheet.write_string_with_format(row, column, words, &text)?;
        }
    }
    let last = HEAD + u32::try_from(book.lines.len()).unwrap_or(u32::MAX - HEAD);
    let columns = u16::try_from(COLUMNS.len()).unwrap_or(u16::MAX);
    sheet.autofilter(HEAD, 0, last, columns - 1)?;
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_repeat_rows(HEAD, HEAD)?;
    workbook.save_to_buffer()
}

/// The texts of a line by their columns.
fn texts(line: &BookLine) -> Vec<(u16, String)> {
    let ticket = line.ticket.as_ref().map(crate::origin::Code::grouped);
    let columns = [
        (1, Some(number(line))),
        (3, line.letter.clone()),
        (4, line.subject.clone()),
        (5, ticket),
        (6, Some(state(line.state).to_owned())),
        (7, line.note.clone()),
    ];
    columns.into_iter().filter_map(|(column, text)| Some((column, text?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::sample_register;

    /// `ALURSURAT_PAGES=DIR cargo test workbook` leaves the workbook there for another judge.
    #[test]
    fn a_workbook_is_written_and_holds_no_formula() {
        let mut book = sample_register::book(60);
        book.lines[0].subject = Some("=HYPERLINK(\"http://jahat.example\")".into());
        book.lines[1].subject = Some("+62 dan -1".into());
        book.lines[2].subject = Some("@jahat".into());
        let bytes = workbook(&book).unwrap();
        assert!(bytes.starts_with(b"PK"));
        assert_eq!(workbook(&book).unwrap(), bytes, "the same book, the same bytes");
        let Ok(folder) = std::env::var("ALURSURAT_PAGES") else { return };
        std::fs::write(format!("{folder}/register.xlsx"), bytes).unwrap();
    }

    #[test]
    fn an_empty_book_is_a_workbook_too() {
        let book = Book { lines: vec![], ..sample_register::book(1) };
        assert!(workbook(&book).unwrap().starts_with(b"PK"));
    }
}
