#!/usr/bin/env bash
# Builds the page into wasm/studio/dist, and before it what it is made of where that has changed: the compiler, the packages.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v npm >/dev/null || { echo "the studio is built with Node.js 18 or later and npm" >&2; exit 2; }
newer() { [ ! -e "$1" ] || [ -n "$(find "${@:2}" -newer "$1" -type f -print -quit)" ]; }
if newer pkg/web/preplan_wasm_bg.wasm ../src ../grammar ../Cargo.toml ../Cargo.lock src Cargo.toml; then ./build.sh; fi
if newer node_modules/.package-lock.json package-lock.json; then npm ci --silent --ignore-scripts --no-audit --no-fund; fi
if newer studio/dist/index.html pkg/web studio/src studio/style studio/index.html studio/build.mjs studio/policy.mjs ../plans; then node studio/build.mjs; fi
