//! `/antrean/{case}/...`: what an officer does with a case beside deciding: takes its task on, gives it
//! back or away, writes a remark, revokes its letter.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::Web;
use super::failure::Failure;
use super::form::Sent;
use super::visitor::Visitor;
use crate::desk::{CaseFile, REVOCATIONS, Seen};
use crate::origin::{CaseId, Code};

/// What the page of a case offers beside deciding, for `beside.hbs`.
#[derive(Debug, Serialize)]
pub(super) struct Beside {
    task: Task,
    revocable: Vec<Letter>,
    reasons: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct Task {
    claimable: bool,
    mine: bool,
    taken_by: Option<String>,
    give_to: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct Letter {
    id: String,
    title: String,
}

#[derive(Debug, Serialize)]
struct Choice {
    value: String,
    label: String,
}

impl Beside {
    /// What may be done with `file`.
    pub(super) fn new(file: &CaseFile) -> Self {
        let choice = |value: &str, label: &str| Choice { value: value.into(), label: label.into() };
        let task = &file.task;
        Self {
            task: Task {
                claimable: task.claimable,
                mine: task.mine,
                taken_by: task.taken_by.clone(),
                give_to: task.give_to.iter().map(|(seat, words)| choice(seat, words)).collect(),
            },
            revocable: file
                .revocable
                .iter()
                .map(|(id, title)| Letter { id: id.to_string(), title: title.clone() })
                .collect(),
            reasons: REVOCATIONS.iter().map(|(code, words)| choice(code, words)).collect(),
        }
    }
}

/// The case that a form is about, as its page showed it, and the form's key.
fn about(case: &str, sent: &Sent) -> Result<(Seen, uuid::Uuid), Failure> {
    let case: CaseId = case.parse().map_err(|_| Failure::NotFound)?;
    let seen = sent.seen().filter(|seen| seen.case == case).ok_or(Failure::BadForm)?;
    Ok((seen, sent.key().ok_or(Failure::BadForm)?))
}

fn back(seen: Seen) -> Response {
    Redirect::to(&format!("/antrean/{}", seen.case)).into_response()
}

/// `POST /antrean/{case}/ambil`.
pub(super) async fn claim(
    State(web): State<Web>,
    visitor: Visitor,
    Path(case): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let (seen, key) = about(&case, &sent)?;
    web.desk.claim(&visitor.who, seen, key).await?;
    Ok(back(seen))
}

/// `POST /antrean/{case}/lepas`.
pub(super) async fn release(
    State(web): State<Web>,
    visitor: Visitor,
    Path(case): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let (seen, key) = about(&case, &sent)?;
    web.desk.release(&visitor.who, seen, key).await?;
    Ok(back(seen))
}

/// `POST /antrean/{case}/alihkan`.
pub(super) async fn reassign(
    State(web): State<Web>,
    visitor: Visitor,
    Path(case): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let (seen, key) = about(&case, &sent)?;
    let to = sent.text("jabatan").and_then(|seat| seat.parse().ok()).ok_or(Failure::BadForm)?;
    web.desk.reassign(&visitor.who, seen, to, key).await?;
    Ok(Redirect::to("/antrean").into_response())
}

/// `POST /antrean/{case}/catatan`.
pub(super) async fn remark(
    State(web): State<Web>,
    visitor: Visitor,
    Path(case): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let (seen, key) = about(&case, &sent)?;
    web.desk.comment(&visitor.who, seen, sent.text("catatan").unwrap_or_default(), key).await?;
    Ok(back(seen))
}

/// `POST /antrean/{case}/cabut`.
pub(super) async fn revoke(
    State(web): State<Web>,
    visitor: Visitor,
    Path(case): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let (seen, key) = about(&case, &sent)?;
    let output = sent.text("output").ok_or(Failure::BadForm)?.into();
    let reason = sent.text("sebab").unwrap_or_default();
    web.desk.revoke(&visitor.who, seen, (&output, reason), key).await?;
    Ok(back(seen))
}

/// `POST /permohonan/{ticket}/catatan`: a remark of the applicant.
pub(super) async fn own_remark(
    State(web): State<Web>,
    visitor: Visitor,
    Path(ticket): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let ticket: Code = ticket.parse().map_err(|_| Failure::NotFound)?;
    let (seen, key) = sent.seen().zip(sent.key()).ok_or(Failure::BadForm)?;
    web.desk.comment(&visitor.who, seen, sent.text("catatan").unwrap_or_default(), key).await?;
    Ok(Redirect::to(&format!("/permohonan/{ticket}")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Sharing;
    use crate::web::case_file::CaseFilePage;
    use crate::web::decision::Decision;
    use crate::web::sample;

    fn html(file: &CaseFile) -> String {
        let base = format!("/antrean/{}", file.seen.case);
        let decision = Decision::with_key(file, base, true, "kunci".into(), &[], None);
        sample::html(&CaseFilePage::new(file, decision, None, sample::words()))
    }

    #[test]
    fn a_shared_task_is_taken_on_and_given_back() {
        let plain = html(&sample::case_file());
        assert!(plain.contains("Simpan catatan") && !plain.contains("tugas ini"));
        let task = Sharing { claimable: true, taken_by: Some("Dewi".into()), ..Sharing::default() };
        let page = html(&CaseFile { task, ..sample::case_file() });
        assert!(page.contains("Sedang dikerjakan Dewi.") && page.contains("/ambil\""));
        let mine = Sharing { mine: true, ..Sharing::default() };
        assert!(html(&CaseFile { task: mine, ..sample::case_file() }).contains("/lepas\""));
    }

    #[test]
    fn a_letter_is_revoked_for_a_reason_and_a_task_of_nobody_given_away() {
        let revocable = vec![("letter".into(), "Surat Contoh".to_owned())];
        let page = html(&CaseFile { revocable, ..sample::case_file() });
        assert!(page.contains("Cabut Surat Contoh") && page.contains("value=\"false-data\""));
        let give_to = vec![("head@35.74.03".to_owned(), "Camat Mayangan".to_owned())];
        let task = Sharing { give_to, ..Sharing::default() };
        let page = html(&CaseFile { task, ..sample::case_file() });
        assert!(page.contains("<option value=\"head@35.74.03\">Camat Mayangan</option>"));
    }
}
