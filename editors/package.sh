#!/usr/bin/env bash
# Checks, tests and packages the VS Code extension: leaves editors/vscode/preplan.vsix. Needs Node.js 18 or later and npm.
set -euo pipefail
cd "$(dirname "$0")/vscode"

# Says nothing unless it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  [ "$status" = 0 ] || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

if ! command -v npm >/dev/null; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "npm is missing: install Node.js 18 or later from your system's packages, then run this again" >&2
    exit 2
  fi
  quietly apt-get update
  DEBIAN_FRONTEND=noninteractive quietly apt-get install -y --no-install-recommends nodejs npm ca-certificates
fi

# No package needs its install script; vsce stays at 2.32 with an older cheerio because later ones need Node.js 20 or 22.
quietly npm ci --ignore-scripts --no-audit --no-fund
quietly npm run check
quietly npm test
rm -f preplan.vsix
quietly npm run package

# A zip archive holds the names of its files in plain text.
for file in extension.vsixmanifest extension/{package.json,package.nls.json,package.nls.zh-cn.json,language-configuration.json} \
  extension/{README.md,LICENSE.txt,dist/extension.js,dist/third-party.txt,syntaxes/preplan.tmLanguage.json,l10n/bundle.l10n.zh-cn.json}; do
  grep -aqF "$file" preplan.vsix || { echo "preplan.vsix lacks $file" >&2; exit 1; }
done
for folder in node_modules src test; do
  ! grep -aqF "extension/$folder/" preplan.vsix || { echo "preplan.vsix holds $folder/" >&2; exit 1; }
done
