//! The command line: a thin shell over the library. It alone reads files, the clock and the environment.

#![allow(clippy::disallowed_methods, reason = "the command line is where I/O lives")]

mod args;
mod check;
mod compile;
mod fmt;
#[cfg(feature = "lsp")]
mod lsp;
mod output;
mod pages;
mod simulate;
mod test;
mod timeline;

use args::{Cli, Command};
use clap::Parser as _;
use std::process::ExitCode;

/// How a command ended; the value is the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// Nothing at error level.
    Fine = 0,
    /// Findings.
    Findings = 1,
    /// Usage, or files that cannot be had.
    Trouble = 2,
}

/// Stack of the threads that parse: the nesting that is read fits many times.
const STACK: usize = 16 * 1024 * 1024;

/// Runs the command line and gives its exit status.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let status = if error.use_stderr() { Status::Trouble } else { Status::Fine };
            let _ = error.print();
            return ExitCode::from(status as u8);
        }
    };
    // A pool with room on its stacks; where none can be made, rayon's own serves.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global();
    let run = std::thread::Builder::new().stack_size(STACK).spawn(move || run(&cli));
    let status = run.map(std::thread::JoinHandle::join);
    match status {
        Ok(Ok(status)) => ExitCode::from(status as u8),
        // The panic hook has already said where.
        Ok(Err(_)) => {
            output::complain("preplan: internal error; please report it with the file that caused it");
            ExitCode::from(Status::Trouble as u8)
        }
        Err(error) => {
            output::complain(&format!("preplan: {error}"));
            ExitCode::from(Status::Trouble as u8)
        }
    }
}

fn run(cli: &Cli) -> Status {
    match &cli.command {
        Command::Check(args) => check::run(args, &cli.common),
        Command::Compile(args) => compile::run(args, &cli.common),
        Command::Fmt(args) => fmt::run(args, &cli.common),
        Command::Simulate(args) => simulate::run(args, &cli.common),
        Command::Test(args) => test::run(args, &cli.common),
        Command::Timeline(args) => timeline::run(args, &cli.common),
        Command::Explain { rule } => pages::explain(rule, &cli.common),
        Command::Rules { format } => pages::rules(*format, &cli.common),
        #[cfg(feature = "lsp")]
        Command::Lsp { .. } => lsp::run(&cli.common),
        Command::Schema => output::answer(crate::emit::schema(), Status::Fine),
    }
}
