//! Papers that residents sent, drafts for those who decide, and finished letters.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::Web;
use super::failure::Failure;
use super::visitor::{Telephone, Visitor};
use crate::desk::{Linked, Who};
use crate::origin::{CaseId, Code};

/// What a paper may be shown as. Anything else is only ever saved.
const SHOWN: [&str; 4] = ["image/jpeg", "image/png", "application/pdf", "video/mp4"];

/// `GET /antrean/{case}/berkas/{sha256}`.
pub(super) async fn file(
    State(web): State<Web>,
    visitor: Visitor,
    Path((case, sha256)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let case: CaseId = case.parse().map_err(|_| Failure::NotFound)?;
    paper(&web, &visitor.who, case, &sha256).await
}

/// `GET /t/{token}/berkas/{sha256}`.
pub(super) async fn file_by_link(
    State(web): State<Web>,
    Path((token, sha256)): Path<(String, String)>,
    Telephone(kept): Telephone,
) -> Result<Response, Failure> {
    let (who, case) = waiting(&web, &token, &kept).await?;
    paper(&web, &who, case, &sha256).await
}

/// `GET /antrean/{case}/draf/{output}`.
pub(super) async fn draft(
    State(web): State<Web>,
    visitor: Visitor,
    Path((case, output)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let case: CaseId = case.parse().map_err(|_| Failure::NotFound)?;
    Ok(pdf(web.desk.draft(&visitor.who, case, &output).await?, "inline", "draf"))
}

/// `GET /t/{token}/draf/{output}`.
pub(super) async fn draft_by_link(
    State(web): State<Web>,
    Path((token, output)): Path<(String, String)>,
    Telephone(kept): Telephone,
) -> Result<Response, Failure> {
    let (who, case) = waiting(&web, &token, &kept).await?;
    Ok(pdf(web.desk.draft(&who, case, &output).await?, "inline", "draf"))
}

/// The case of a link that was not used yet: papers and drafts are for deciding only.
async fn waiting(web: &Web, token: &str, kept: &str) -> Result<(Who, CaseId), Failure> {
    match web.desk.by_link(token, kept).await? {
        (who, Linked::Waiting(file)) => Ok((who, file.seen.case)),
        (_, Linked::Decided(_)) => Err(Failure::NotFound),
    }
}

/// `GET /permohonan/{ticket}/surat/{output}`: the signed letter, for its applicant.
pub(super) async fn released(
    State(web): State<Web>,
    visitor: Visitor,
    Path((ticket, output)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let ticket: Code = ticket.parse().map_err(|_| Failure::NotFound)?;
    let bytes = web.desk.released(&visitor.who, &ticket, &output).await?;
    let name = format!("surat-{}", ticket.as_str().get(..8).unwrap_or_default());
    Ok(pdf(bytes, "attachment", &name))
}

/// `GET /salinan/{case}/{output}`: the finished letter, for those who get it beside its applicant.
pub(super) async fn copy(
    State(web): State<Web>,
    visitor: Visitor,
    Path((case, output)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let case: CaseId = case.parse().map_err(|_| Failure::NotFound)?;
    Ok(pdf(web.desk.copy(&visitor.who, case, &output).await?, "attachment", "salinan"))
}

async fn paper(web: &Web, who: &Who, case: CaseId, sha256: &str) -> Result<Response, Failure> {
    let (paper, bytes) = web.desk.file(who, case, sha256).await?;
    Ok(served(&paper.media, bytes))
}

/// A stranger's file: never as a page, never with a script, never under another type.
fn served(media: &str, bytes: Vec<u8>) -> Response {
    let known = SHOWN.into_iter().find(|shown| *shown == media);
    let how = if known.is_some() { "inline" } else { "attachment" };
    let media = known.unwrap_or("application/octet-stream");
    let headers: [(HeaderName, HeaderValue); 3] = [
        (CONTENT_TYPE, HeaderValue::from_static(media)),
        (CONTENT_DISPOSITION, HeaderValue::from_static(how)),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            ),
        ),
    ];
    (headers, bytes).into_response()
}

/// A letter of our own.
fn pdf(bytes: Vec<u8>, how: &str, name: &str) -> Response {
    let how = HeaderValue::from_str(&format!("{how}; filename=\"{name}.pdf\""));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (CONTENT_DISPOSITION, how.unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_that_claims_to_be_a_page_is_only_saved() {
        let response = served("text/html", b"<script>".to_vec());
        assert_eq!(response.headers()[CONTENT_TYPE], "application/octet-stream");
        assert_eq!(response.headers()[CONTENT_DISPOSITION], "attachment");
        let response = served("image/png", vec![]);
        assert_eq!(response.headers()[CONTENT_DISPOSITION], "inline");
    }

    #[test]
    fn a_letter_has_a_name_to_be_saved_under() {
        let response = pdf(vec![], "attachment", "surat-7K3M92AB");
        assert_eq!(
            response.headers()[CONTENT_DISPOSITION],
            "attachment; filename=\"surat-7K3M92AB.pdf\""
        );
    }
}
