//! The `preplan` command.

fn main() -> std::process::ExitCode {
    preplan::cli::main()
}
