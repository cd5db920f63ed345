#!/usr/bin/env bash
# Tests the compiler for browsers, the loader of modules and the studio, in Node.js and in Chromium. Takes the preplan command; needs Node.js 18 or
# later and npm.
set -euo pipefail
PREPLAN=$(realpath "$1")
export PREPLAN
cd "$(dirname "$0")"

install() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "$1 is missing: install it from your system's packages, then run this again" >&2
    exit 2
  fi
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${@:2}" >/dev/null
}

command -v npm >/dev/null || install "npm" nodejs npm ca-certificates
[ -x "${CHROMIUM:=/usr/bin/chromium}" ] || install "chromium" chromium fonts-wqy-microhei
export CHROMIUM

./build.sh
npm ci --silent --ignore-scripts --no-audit --no-fund
./studio/build.sh
npm run --silent check
npm test --silent
