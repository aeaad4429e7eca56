//! What goes to standard output and standard error.
//!
//! `println!` and its kin of the standard library panic where nobody reads any
//! more, as after `| head`. The macros of the same names at the top of this
//! crate come here instead.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

/// What a shell reports of a program that the signal of a closed pipe ended,
/// which is how other programs end there.
const CLOSED: u8 = 128 + 13;

/// Standard output does not take what is printed.
struct NoOutput(io::Error);

/// Prints to standard output; unwinds to [`run`] where that cannot be done, so
/// that temporary files and child processes go with the program.
pub fn print(words: fmt::Arguments<'_>) {
    if let Err(error) = io::stdout().write_fmt(words) {
        panic::resume_unwind(Box::new(NoOutput(error)));
    }
}

/// Likewise for what may be no text.
pub fn print_bytes(bytes: &[u8]) {
    let mut output = io::stdout().lock();
    if let Err(error) = output.write_all(bytes).and_then(|()| output.flush()) {
        drop(output);
        panic::resume_unwind(Box::new(NoOutput(error)));
    }
}

/// Prints to standard error, or not where nobody reads it: that must not hide
/// the exit code.
pub fn complain(words: fmt::Arguments<'_>) {
    let _: io::Result<()> = io::stderr().write_fmt(words);
}

/// Runs the program; a closed standard output ends it quietly.
pub fn run(program: impl FnOnce() -> ExitCode) -> ExitCode {
    let flushed = || {
        let code = program();
        match io::stdout().flush() {
            Ok(()) => code,
            Err(error) => panic::resume_unwind(Box::new(NoOutput(error))),
        }
    };
    panic::catch_unwind(AssertUnwindSafe(flushed)).unwrap_or_else(|payload| {
        match payload.downcast::<NoOutput>() {
            Ok(no) if no.0.kind() == ErrorKind::BrokenPipe => ExitCode::from(CLOSED),
            Ok(no) => {
                complain(format_args!("error: cannot write to standard output: {}\n", no.0));
                ExitCode::FAILURE
            }
            Err(payload) => panic::resume_unwind(payload),
        }
    })
}
