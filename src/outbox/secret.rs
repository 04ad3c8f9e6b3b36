//! Secrets lie in files of their own, which backups and listings of settings leave out.

use std::fs;
use std::path::Path;

use zeroize::Zeroizing;

use super::ChannelError;

/// The first line of a file.
pub(super) fn read(channel: &str, file: &Path) -> Result<Zeroizing<String>, ChannelError> {
    let told =
        |why: &str| ChannelError::new(channel, &format!("the secret in {}: {why}", file.display()));
    let text = fs::read_to_string(file).map(Zeroizing::new).map_err(|error| {
        told(&format!("{error}; the file must be there and readable for the service's user"))
    })?;
    match text.lines().next().map(str::trim).filter(|line| !line.is_empty()) {
        Some(line) => Ok(Zeroizing::new(line.to_owned())),
        None => Err(told("the file is empty; write the secret into its first line")),
    }
}
