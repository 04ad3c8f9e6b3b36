//! The files of a form: stored at once, so that they are there whatever else is wrong.

use super::Web;
use super::failure::Failure;
use super::form::{Sent, Typed};
use crate::desk::{DeskError, Problem, Who};

/// Stores the files of a form and notes them among what was typed. A file that is refused is a
/// problem of its field.
pub(super) async fn keep_files(
    web: &Web,
    who: &Who,
    sent: &Sent,
    typed: &mut Typed,
) -> Result<Vec<Problem>, Failure> {
    let mut problems = Vec::new();
    for (field, name, bytes) in &sent.files {
        match web.desk.upload(who, name, bytes.to_vec()).await {
            Ok(file) => {
                let mut files = typed.files(field);
                files.push(file);
                typed.set_files(field, &files);
            }
            Err(DeskError::Invalid(found)) => {
                problems.extend(
                    found
                        .into_iter()
                        .map(|wrong| Problem { path: field.clone(), message: wrong.message }),
                );
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(problems)
}
