//! Which address leads to which page.

use std::any::Any;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::pages::Pages;
use super::{
    Web, WebSettings, account, apply, beside, case_file, check, client, compare, counter, enrol,
    enter, failure, health, home, link, logo, messages, officer, papers, pin, queue, register,
    register_book, register_number, register_print, register_reserve, register_sheet, requests,
    search, security, sign_in, signing, tracking, withdraw,
};
use crate::desk::Desk;

/// Bytes of a form without files.
const SMALL: usize = 256 * 1024;
/// Bytes of a form with files: a birth has four papers of at most 10 MB.
const LARGE: usize = 45 * 1024 * 1024;

/// A panic is a fault of ours; the log gets its words, the browser a page.
#[expect(clippy::needless_pass_by_value, reason = "the layer gives it so")]
fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let text = cause.downcast_ref::<&str>().copied().unwrap_or("a panic without words");
    tracing::error!(text, "a handler panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// All pages over one desk.
pub fn router(desk: Desk, settings: WebSettings) -> Router {
    let web = Web { desk, pages: Pages::new(settings) };
    let with_files = Router::new()
        .route("/ajukan/{service}", get(apply::start).post(apply::send))
        .route("/permohonan/{ticket}/ubah", get(apply::change).post(apply::send_again))
        .route("/t/{token}", get(link::show).post(link::decide))
        .route("/antrean/{case}", get(case_file::show).post(case_file::decide))
        .route("/loket/{ticket}", get(counter::show).post(counter::record))
        .route("/v/{code}", get(check::show).post(compare::with_code))
        .route("/v", get(check::ask).post(compare::without_code))
        .layer(DefaultBodyLimit::max(LARGE));
    let plain = Router::new()
        .route("/", get(home::show))
        .route("/masuk", get(sign_in::ask).post(sign_in::send))
        .route("/masuk/kode", get(sign_in::ask_code).post(sign_in::try_code))
        .route("/masuk/siapa", get(sign_in::ask_who).post(sign_in::choose))
        .route("/masuk/pegawai", get(officer::ask).post(officer::enter))
        .route("/daftar/{token}", get(enrol::show).post(enrol::enrol))
        .route("/masuk/{token}", get(enter::enter))
        .route("/akun", get(account::show))
        .route("/akun/keluar", post(account::end))
        .route("/akun/hp", post(account::end_device))
        .route("/keluar", post(enter::leave))
        .route("/pesan", get(messages::show))
        .route("/permohonan", get(requests::show))
        .route("/permohonan/{ticket}", get(tracking::show))
        .route("/permohonan/{ticket}/batal", post(withdraw::withdraw))
        .route("/permohonan/{ticket}/lagi", post(withdraw::reopen))
        .route("/permohonan/{ticket}/catatan", post(beside::own_remark))
        .route("/permohonan/{ticket}/surat/{output}", get(papers::released))
        .route("/salinan/{case}/{output}", get(papers::copy))
        .route("/t/{token}/pin", post(pin::type_pin))
        .route("/pin/{token}", get(pin::show).post(pin::set))
        .route("/t/{token}/buka", post(link::reveal))
        .route("/t/{token}/berkas/{sha256}", get(papers::file_by_link))
        .route("/t/{token}/draf/{output}", get(papers::draft_by_link))
        .route("/antrean", get(queue::show).post(queue::decide))
        .route("/antrean/{case}/buka", post(case_file::reveal))
        .route("/cari", get(search::ask).post(search::find))
        .route("/loket", get(counter::ask))
        .route("/antrean/{case}/ambil", post(beside::claim))
        .route("/antrean/{case}/lepas", post(beside::release))
        .route("/antrean/{case}/alihkan", post(beside::reassign))
        .route("/antrean/{case}/catatan", post(beside::remark))
        .route("/antrean/{case}/cabut", post(beside::revoke))
        .route("/antrean/{case}/berkas/{sha256}", get(papers::file))
        .route("/antrean/{case}/draf/{output}", get(papers::draft))
        .route("/tanda-tangan", get(signing::show).post(signing::sign))
        .route("/register", get(register::show))
        .route("/register/buku", get(register_book::show))
        .route("/register/cetak", get(register_print::show))
        .route("/register/unduh", get(register_sheet::show))
        .route("/register/pesan", get(register_reserve::ask).post(register_reserve::reserve))
        .route("/register/nomor", get(register_number::show))
        .route("/register/nomor/pakai", post(register_number::fill))
        .route("/register/nomor/batal", post(register_number::void))
        .route("/gambar/{name}", get(logo::picture))
        .route("/sehat", get(health::health))
        .route("/robots.txt", get(health::robots))
        .layer(DefaultBodyLimit::max(SMALL));
    // The last is the outermost: a panic, a refused sender and a timeout all become pages.
    with_files
        .merge(plain)
        .fallback(|| async { failure::Failure::NotFound })
        .method_not_allowed_fallback(|| async { failure::Failure::NotFound })
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(web.clone(), security::judge))
        .layer(from_fn_with_state(web.clone(), failure::explain))
        .layer(from_fn(security::harden))
        .layer(from_fn_with_state(web.clone(), client::know))
        .layer(CompressionLayer::new())
        .with_state(web)
}
