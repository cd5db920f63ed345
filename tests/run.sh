#!/usr/bin/env bash
# The whole suite, with its set-up. Needs a C linker and Rust; cargo fetches the rest. Node.js, Chromium and Neovim come by apt-get.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v cargo >/dev/null; then
  echo "cargo is missing: install Rust from https://rustup.rs or your system's packages, then run this again" >&2
  exit 2
fi

# The suite is the same in every run; `cargo test` alone draws new samples.
export PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED:-1}"

cargo clippy --locked --all-targets --quiet -- -D warnings
# The library alone, and with what the browser uses: no files, no clock, no terminal.
cargo clippy --locked --lib --no-default-features --quiet -- -D warnings
cargo clippy --locked --lib --no-default-features --features ide --quiet -- -D warnings
cargo clippy --locked --package preplan-wasm --package preplan-bindgen --all-targets --quiet -- -D warnings
cargo test --locked --quiet
cargo test --locked --package preplan-wasm --quiet
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --quiet
wasm/test.sh "${CARGO_TARGET_DIR:-target}/debug/preplan"
tests/neovim/run.sh "${CARGO_TARGET_DIR:-target}/debug/preplan"
editors/package.sh
