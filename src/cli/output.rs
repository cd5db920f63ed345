//! Writing answers and complaints. A reader that closes the pipe has seen enough: that is no error.

use super::Status;
use std::io::{ErrorKind, Write as _};

/// Writes the answer to standard output.
pub(super) fn answer(what: impl AsRef<[u8]>, status: Status) -> Status {
    let mut out = std::io::stdout().lock();
    match out.write_all(what.as_ref()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            complain(&format!("preplan: cannot write to standard output: {error}"));
            Status::Trouble
        }
        Ok(()) | Err(_) => status,
    }
}

/// Writes a line to standard error; where that fails there is nobody to tell.
pub(super) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end_matches('\n'));
}
