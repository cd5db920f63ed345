#!/usr/bin/env bash
# Builds the compiler for browsers and Node.js into wasm/pkg, laid out for npm.
# Uses rustup's wasm32-unknown-unknown where it is installed, else Debian's second toolchain, which builds std once and keeps it.
set -euo pipefail
target=$(realpath -m "${CARGO_TARGET_DIR:-$(dirname "$0")/../target}")
cd "$(dirname "$0")"
export CARGO_TARGET_DIR="$target"
build=(build --locked --quiet --package preplan-wasm --profile wasm --target wasm32-unknown-unknown --target-dir "$target/web")

if compgen -G "$(rustc --print target-libdir --target wasm32-unknown-unknown)/libstd-*.rlib" >/dev/null; then
  cargo "${build[@]}"
else
  packages=(rustc-web cargo-web rust-web-src lld-22)
  if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
      echo "Rust cannot build for browsers yet: run 'rustup target add wasm32-unknown-unknown', then this again" >&2
      exit 2
    fi
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${packages[@]}" >/dev/null
  fi
  # Flags for the ordinary toolchain may mean nothing to this one.
  env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=/usr/bin/wasm-ld-22 \
    /usr/bin/cargo "${build[@]}" -Z build-std=std,panic_abort -Z build-std-features=optimize_for_size
fi

rm -rf pkg
mkdir -p pkg/node pkg/runtime
cargo run --locked --quiet --package preplan-bindgen -- "$target/web/wasm32-unknown-unknown/wasm/preplan_wasm.wasm" pkg/web
cp package/package.json package/README.md ../LICENSE-* pkg/
cp package/node.js pkg/node/preplan_wasm.js
cp package/node.d.ts pkg/node/preplan_wasm.d.ts
cp runtime/preplan.js runtime/preplan.d.ts pkg/runtime/
