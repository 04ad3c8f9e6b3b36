//! Where commands write: a reader that goes away early ends the output, not the command.

use std::io::{ErrorKind, Result, Write};

/// A writer that is silent once its reader has gone (`alursurat verify BERKAS | head -1`).
///
/// The command goes on to its end, so that its exit status is the one it would have had.
#[derive(Debug)]
pub struct Output<W> {
    to: W,
    gone: bool,
}

impl<W: Write> Output<W> {
    /// Writes to `to` as long as somebody reads there.
    pub fn new(to: W) -> Self {
        Self { to, gone: false }
    }

    /// What `write` gives, or `instead` once the reader has gone.
    fn unless_gone<T>(&mut self, instead: T, write: impl FnOnce(&mut W) -> Result<T>) -> Result<T> {
        if self.gone {
            return Ok(instead);
        }
        match write(&mut self.to) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(instead)
            }
            done => done,
        }
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.unless_gone(bytes.len(), |to| to.write(bytes))
    }

    fn flush(&mut self) -> Result<()> {
        self.unless_gone((), Write::flush)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes some lines, then fails.
    struct Head {
        lines: usize,
        error: ErrorKind,
    }

    impl Write for Head {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            self.lines = self.lines.checked_sub(1).ok_or(self.error)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    fn three_lines(error: ErrorKind) -> Result<()> {
        let mut out = Output::new(Head { lines: 1, error });
        for line in ["satu\n", "dua\n", "tiga\n"] {
            out.write_all(line.as_bytes())?;
        }
        out.flush()
    }

    #[test]
    fn a_reader_that_has_gone_is_no_error_but_a_full_disk_is() {
        assert!(three_lines(ErrorKind::BrokenPipe).is_ok());
        assert_eq!(three_lines(ErrorKind::StorageFull).unwrap_err().kind(), ErrorKind::StorageFull);
    }
}
