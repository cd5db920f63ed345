#!/usr/bin/env bash
# Events a second of the engine, of a compiled module and of an XState actor. Needs Rust, Node.js 18 or later and npm.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo bench --quiet --bench events
cd wasm
npm ci --silent --ignore-scripts --no-audit --no-fund
target=${CARGO_TARGET_DIR:-../target}
node bench/events.js "$target/tmp/chain.wasm"
