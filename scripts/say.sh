# shellcheck shell=bash
# What people read goes to stderr: stdout belongs to reports.

say() { printf '· %s\n' "$*" >&2; }

fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# misused WHAT: what was typed cannot be meant.
misused() {
  printf 'dev: %s See ./dev help.\n' "$*" >&2
  exit 2
}

# fail_with_log LOG WHAT
fail_with_log() {
  local log=$1
  shift
  printf 'dev: %s\n' "$*" >&2
  if [[ -s $log ]]; then
    printf '%s\n' "--- the last lines of $log" >&2
    tail -n 20 "$log" >&2
    printf '%s\n' "---" >&2
  else
    printf '%s\n' "    ($log is empty)" >&2
  fi
  exit 1
}
