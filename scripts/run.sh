#!/usr/bin/env bash
# ./dev run: everything from nothing, one file through the pipeline, then serving until Ctrl-C.
set -euo pipefail
# shellcheck source=scripts/session.sh
. "$(dirname "${BASH_SOURCE[0]}")/session.sh"

file='' pattern=chord chunk='' wished=auto exit_after='' json=''

value_of() { [[ $# -ge 2 && -n $2 ]] || misused "$1 needs a value."; }

while (($# > 0)); do
  case $1 in
    --pattern) value_of "$@" && pattern=$2 && shift ;;
    --chunk) value_of "$@" && chunk=$2 && shift ;;
    --host) value_of "$@" && wished=$2 && shift ;;
    --exit) exit_after=1 ;;
    --json) json=1 ;;
    -*) misused "there is no option $1." ;;
    *)
      [[ -z $file ]] || misused "one file at a time: $file or $1."
      file=$1
      ;;
  esac
  shift
done
case $wished in auto | local | func) ;; *) misused "--host takes auto, local or func, not $wished." ;; esac
[[ -z $chunk || $chunk =~ ^[1-9][0-9]*$ ]] || misused "--chunk takes a positive number, not $chunk."
if [[ -n $file ]]; then
  [[ -f $file && -r $file ]] || misused "$file is not a file that can be read."
  file=$(cd "$(dirname "$file")" && pwd)/$(basename "$file")
fi

# generate_sample: the same 10,000 voters each time.
generate_sample() {
  file=$slot/voters.csv
  attended "$root" dotnet "$generator" --records 10000 --seed 1 --out "$file" >"$slot/generator.log" 2>&1 ||
    fail_with_log "$slot/generator.log" "the sample could not be generated."
}

submit() {
  local options=(--pattern "$pattern" --watch --url "$(app_url)")
  [[ -z $chunk ]] || options+=(--chunk "$chunk")
  [[ -z $json ]] || options+=(--json)
  attended "$root" dotnet "$command_line_tool" submit "$file" "${options[@]}"
}

# fragment TEXT: as it may stand after # in an address.
fragment() { perl -e '$_ = shift; s/([^A-Za-z0-9_.~-])/sprintf "%%%02X", ord $1/ge; print' "$1"; }

# invite: the page to open next. Whoever asked for JSON reads stdout by a program.
invite() {
  local address
  address="$(app_url)/api/dashboard#key=$(fragment "$PIPELINE_KEY")"
  if [[ -n $json ]]; then say "dashboard: $address"; else printf '\nDashboard: %s\n\n' "$address"; fi
}

serve() {
  invite
  say "serving at $(app_url) until Ctrl-C (the key of the API is PIPELINE_KEY in ${slot#"$root/"}/secrets, unless you set it)"
  # Stopping is what Ctrl-C is for here, so the flow's own outcome is the exit code.
  trap 'leave "$outcome"' INT TERM
  while is_ours app; do sleep 1; done
  fail_with_log "$slot/app.log" "the app ended."
}

begin_session
choose_host "$wished"
export PIPELINE_KEY=${PIPELINE_KEY:-$(secret PIPELINE_KEY)}
start_services
[[ $host != func ]] || generate_settings
build
[[ -n $file ]] || generate_sample
await_services
start_app
outcome=0
submit || outcome=$?
[[ -n $exit_after ]] || serve
exit "$outcome"
