//! When something does not work: the status, a sentence that a resident understands, a reference.

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;

use super::Web;
use super::pages::Page;
use super::refusal;
use super::words::Words;
use crate::desk::DeskError;

/// Seconds after which a busy house may be asked again.
const PATIENCE: &str = "10";

/// Why a request was not answered with its page.
#[derive(Debug)]
pub enum Failure {
    /// Nobody is signed in.
    SignIn,
    /// There is no such page.
    NotFound,
    /// The form cannot be read.
    BadForm,
    /// The body cannot be read: too large, or cut off.
    Body(StatusCode),
    /// The desk says no.
    Desk(DeskError),
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

/// What the page of a failure says; travels with the answer until the page is made.
#[derive(Debug, Clone)]
struct Said {
    status: StatusCode,
    code: &'static str,
    heading: &'static str,
    text: String,
    /// When somebody else was quicker.
    at: Option<Timestamp>,
    /// Seconds after which it may be tried again.
    retry: Option<u64>,
    /// For the log only.
    cause: Option<String>,
}

impl Said {
    fn new(
        status: StatusCode,
        code: &'static str,
        heading: &'static str,
        text: impl Into<String>,
    ) -> Self {
        Self { status, code, heading, text: text.into(), at: None, retry: None, cause: None }
    }

    /// Something is broken on our side.
    fn broken() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Ada gangguan di pihak kami",
            "Data Anda tidak hilang. Coba lagi beberapa menit lagi.",
        )
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let said = Said::from(self);
        let mut response = said.status.into_response();
        if said.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(PATIENCE));
        }
        if let Some(seconds) = said.retry {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(said);
        response
    }
}

impl From<Failure> for Said {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::SignIn => Self::new(
                StatusCode::UNAUTHORIZED,
                "sign-in",
                "Anda belum masuk",
                "Masuk dulu dengan kode. Setelah itu buka halaman ini lagi.",
            ),
            Failure::NotFound => Self::new(
                StatusCode::NOT_FOUND,
                "not-found",
                "Halaman ini tidak ada",
                "Alamatnya mungkin salah, atau tautannya sudah tidak berlaku. Minta tautan baru ke \
                 kantor kelurahan.",
            ),
            Failure::BadForm => Self::new(
                StatusCode::BAD_REQUEST,
                "bad-form",
                "Isian tidak terbaca",
                "Kembali ke halaman sebelumnya, lalu kirim lagi.",
            ),
            Failure::Body(StatusCode::PAYLOAD_TOO_LARGE) => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "Berkas terlalu besar",
                "Satu berkas paling besar 10 MB. Kembali, lalu kirim foto yang lebih kecil.",
            ),
            Failure::Body(status) => Self::new(
                status,
                "cut-off",
                "Kiriman terputus",
                "Sinyal mungkin lemah. Kembali ke halaman sebelumnya, lalu kirim lagi.",
            ),
            Failure::Desk(error) => Self::from(error),
        }
    }
}

/// Why the desk says no, in words.
pub(super) fn words(error: DeskError) -> String {
    Said::from(error).text
}

impl From<DeskError> for Said {
    fn from(error: DeskError) -> Self {
        let mend = StatusCode::UNPROCESSABLE_ENTITY;
        match error {
            DeskError::NotFound => Failure::NotFound.into(),
            DeskError::Refused(refusal) => Self::new(
                refusal::status(&refusal),
                "refused",
                "Belum bisa dilakukan",
                refusal::words(&refusal),
            ),
            DeskError::Invalid(problems) => {
                let text: Vec<String> = problems.into_iter().map(|p| p.message).collect();
                Self::new(mend, "invalid", "Ada yang perlu diperbaiki", text.join(" "))
            }
            DeskError::Conflict { who, at } => Self {
                at: Some(at),
                ..Self::new(
                    StatusCode::CONFLICT,
                    "conflict",
                    "Sudah ada yang mengerjakan",
                    format!(
                        "{who} sudah mengubah surat ini. Buka lagi untuk melihat yang terbaru."
                    ),
                )
            },
            DeskError::KeyReused => Self::new(
                StatusCode::CONFLICT,
                "sent-before",
                "Isian ini sudah terkirim",
                "Kami sudah menerima kiriman pertama. Lihat di halaman permohonan Anda.",
            ),
            DeskError::Passphrase => Self::new(
                mend,
                "passphrase",
                "Frasa sandi salah",
                "Belum ada surat yang ditandatangani. Kembali, lalu coba lagi.",
            ),
            DeskError::Letter(why) => Self::new(mend, "letter", "Surat belum bisa dibuat", why),
            DeskError::TooOften(seconds) => Self {
                retry: Some(seconds),
                ..Self::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too-often",
                    "Terlalu sering dicoba",
                    format!("Coba lagi {} menit lagi.", seconds.div_ceil(60)),
                )
            },
            DeskError::Pin(_) => Self::new(
                StatusCode::FORBIDDEN,
                "pin",
                "PIN belum ditulis di HP ini",
                "Buka lagi tautan di pesan Anda, lalu tulis PIN Anda.",
            ),
            DeskError::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Sedang ramai",
                "Tunggu sebentar, lalu coba lagi. Data Anda tidak hilang.",
            ),
            DeskError::Internal(error) => {
                Self { cause: Some(format!("{error:#}")), ..Self::broken() }
            }
        }
    }
}

/// Makes the page of every failure, also of those that no handler saw.
pub(super) async fn explain(State(web): State<Web>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes().starts_with(b"text/html") || kind.as_bytes().starts_with(b"application/")
    });
    if !(status.is_client_error() || status.is_server_error()) || page {
        return response;
    }
    let said = response.extensions().get::<Said>().cloned().unwrap_or_else(|| unseen(status));
    let reference = reference(&web.desk.key().simple().to_string());
    let (code, cause) = (said.code, said.cause.as_deref().unwrap_or_default());
    if status.is_server_error() {
        tracing::error!(code, reference, cause, "a request failed");
    } else {
        tracing::info!(code, reference, "a request was refused");
    }
    let retry = response.headers().get(RETRY_AFTER).cloned();
    let page = FailurePage::new(said, reference, web.pages.words());
    let mut response = web.pages.show_with(status, None, &page);
    if let Some(retry) = retry {
        response.headers_mut().insert(RETRY_AFTER, retry);
    }
    response
}

/// Failures of the frame around the handlers: unknown addresses, limits, timeouts, panics.
fn unseen(status: StatusCode) -> Said {
    match status {
        StatusCode::FORBIDDEN => Said::new(
            status,
            "elsewhere",
            "Kiriman ditolak",
            "Kiriman ini bukan dari halaman kami. Buka halaman kami, lalu isi di sana.",
        ),
        StatusCode::REQUEST_TIMEOUT => Said::new(
            status,
            "slow",
            "Terlalu lama",
            "Sinyal mungkin lemah. Muat ulang halaman, lalu periksa hasilnya.",
        ),
        StatusCode::INTERNAL_SERVER_ERROR => Said::broken(),
        StatusCode::PAYLOAD_TOO_LARGE => Failure::Body(status).into(),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => Failure::BadForm.into(),
        _ => Failure::NotFound.into(),
    }
}

/// Eight symbols to read out on the phone; the log has them too.
fn reference(key: &str) -> String {
    let tail = key.get(key.len().saturating_sub(8)..).unwrap_or(key).to_uppercase();
    format!("{}-{}", tail.get(..4).unwrap_or_default(), tail.get(4..).unwrap_or_default())
}

/// The page of a failure.
#[derive(Debug, Serialize)]
pub(super) struct FailurePage {
    heading: &'static str,
    text: String,
    at: Option<String>,
    sign_in: bool,
    reference: String,
}

impl FailurePage {
    fn new(said: Said, reference: String, words: Words) -> Self {
        let Said { status, heading, text, at, .. } = said;
        let sign_in = status == StatusCode::UNAUTHORIZED;
        Self { heading, text, at: at.map(|at| words.time(at)), sign_in, reference }
    }

    /// The page of a failure as a handler would give it.
    #[cfg(test)]
    pub(super) fn of(failure: Failure) -> Self {
        Self::new(failure.into(), reference("0193abcd4711"), super::sample::words())
    }
}

impl Page for FailurePage {
    const TEMPLATE: &'static str = "failure";

    fn title(&self) -> String {
        self.heading.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Refusal;

    #[test]
    fn a_busy_house_says_when_to_come_back() {
        let response = Failure::Desk(DeskError::Busy).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[RETRY_AFTER], PATIENCE);
    }

    #[test]
    fn too_many_tries_are_told_when_to_come_back() {
        let response = Failure::Desk(DeskError::TooOften(61)).into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[RETRY_AFTER], "61");
        let page = FailurePage::of(Failure::Desk(DeskError::TooOften(61)));
        assert_eq!(page.text, "Coba lagi 2 menit lagi.");
    }

    #[test]
    fn a_conflict_names_who_was_quicker_and_a_refusal_says_why() {
        let at = jiff::Timestamp::UNIX_EPOCH;
        let conflict = Failure::Desk(DeskError::Conflict { who: "Bu Dewi".into(), at });
        let page = FailurePage::of(conflict);
        assert!(page.text.starts_with("Bu Dewi"));
        assert_eq!(page.at.as_deref(), Some("Kamis, 1 Januari 1970 pukul 07.00 WIB"));
        let refused = Failure::Desk(DeskError::Refused(Refusal::OwnRequest));
        assert!(FailurePage::of(refused).text.contains("Anda sendiri"));
    }

    #[test]
    fn a_page_shows_the_reference_and_leaves_the_code_to_the_log() {
        let html = crate::web::sample::html(&FailurePage::of(Failure::NotFound));
        assert!(html.contains("sebut nomor ini: <span class=\"code\">ABCD-4711</span>"), "{html}");
        assert!(!html.contains("not-found"), "{html}");
    }

    #[test]
    fn a_reference_is_short_enough_to_read_out() {
        assert_eq!(reference("0193abcd4711beef"), "4711-BEEF");
    }
}
