#!/usr/bin/env bash
# Installs packages without letting their services start, now or at the next boot. Services that were there before stay as they were.
set -euo pipefail

policy=/usr/sbin/policy-rc.d
kept=$policy.kept-by-pipeline
mark='# made by Pipeline for the time of one installation'
units=(postgresql.service rabbitmq-server.service epmd.service epmd.socket redis-server.service)

restore_policy() {
  if grep -qsF "$mark" "$policy"; then rm -f "$policy"; fi
  if [[ -e $kept || -L $kept ]]; then mv -f "$kept" "$policy"; fi
}

forbid_starts() {
  restore_policy # what a killed installation left
  if [[ -e $policy || -L $policy ]]; then mv "$policy" "$kept"; fi
  trap restore_policy EXIT
  # 101: the action is forbidden.
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
  chmod 755 "$policy"
}

enabled() { [[ "$(systemctl is-enabled "$1" 2>/dev/null || true)" == enabled ]]; }

get() { apt-get -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "$@"; }

export DEBIAN_FRONTEND=noninteractive
enabled_before=' '
if command -v systemctl >/dev/null; then
  for unit in "${units[@]}"; do ! enabled "$unit" || enabled_before+="$unit "; done
fi
forbid_starts
dpkg --configure -a
apt-cache show "$@" >/dev/null 2>&1 || apt-get update
# A package list may be older than what the mirror still keeps.
get "$@" || { apt-get update && get "$@"; }
if command -v systemctl >/dev/null; then
  for unit in "${units[@]}"; do
    if [[ $enabled_before != *" $unit "* ]] && enabled "$unit"; then systemctl disable "$unit"; fi
  done
fi
