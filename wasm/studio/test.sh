#!/usr/bin/env bash
# Builds the compiler for browsers and the studio, and tests both in Node.js and in Chromium. Takes the preplan command.
set -euo pipefail
PREPLAN=$(realpath "$1")
export PREPLAN
cd "$(dirname "$0")/.."
./build.sh
npm ci --silent --ignore-scripts --no-audit --no-fund
./studio/build.sh
npm run --silent check:studio
npm run --silent test:studio
