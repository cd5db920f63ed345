#!/usr/bin/env bash
# Builds the studio where something has changed, and serves it on this machine: wasm/serve.sh [PORT]
set -euo pipefail
cd "$(dirname "$0")"
./studio/build.sh
exec node studio/serve.mjs "${1:-8017}"
