#!/usr/bin/env bash
# A real editor: Neovim, headless, with the configuration of the docs, opens a plan that dials 110 for fire and mends it.
# First argument: the preplan command.
set -euo pipefail
preplan=$(realpath "$1")
cd "$(dirname "$0")/../.."

if ! command -v nvim >/dev/null; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "nvim is missing: install Neovim 0.7 or later, then run this again" >&2
    exit 2
  fi
  apt-get update >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends neovim >/dev/null 2>&1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ln -s "$preplan" "$folder/preplan"
cat >"$folder/fire.plan" <<'PLAN'
预案 商店 "商店应急预案" { 地区 CN  施行 2026-01-01  复审周期 1年 }
角色 值班组长 { 电话 "8001"  上报 经理 }
角色 经理 { 电话 "8002" }
外援 消防队 "消防队" { 负责 火灾  电话 "110" }
信号 发现火情 { 灾种 火灾  报告人 任何人 }
处置 火灾处置 "火灾" {
  启动 当 发现火情
  负责人 值班组长
  步骤 报警 { 值班组长 应 拨打 消防队 限时 1分钟 否则 升级至 经理 }
}
PLAN

# Its own folders: whatever the user has configured stays out.
export HOME="$folder" XDG_CONFIG_HOME="$folder" XDG_DATA_HOME="$folder" XDG_STATE_HOME="$folder" XDG_CACHE_HOME="$folder" PATH="$folder:$PATH" LC_ALL=C.UTF-8
log=$(timeout 120 nvim --headless -n -i NONE -u editors/neovim/preplan.lua -c 'luafile tests/neovim/editing.lua' "$folder/fire.plan" 2>&1) || { echo "$log" >&2; exit 1; }
grep -q '^saved' <<<"$log" || { echo "$log" >&2; exit 1; }
# What was saved is what the command makes of it.
preplan fmt --check "$folder/fire.plan"
preplan check --format json --as-of 2026-11-22 "$folder/fire.plan" >"$folder/report.json" || true
! grep -q P401 "$folder/report.json" || { echo "the wrong number is still there" >&2; exit 1; }
grep -q '角色 `夜班 组长`' "$folder/fire.plan"
