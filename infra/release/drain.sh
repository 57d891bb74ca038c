#!/usr/bin/env bash
# drain.sh JOBS: waits until nothing is left of the job versions that production knows and the list JOBS does not. Fails after DRAIN_MINUTES
# (30).
# PIPELINE_CLI is the operator's tool; ./pipeline unless set.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

new=${1:?"usage: drain.sh JOBS"}
[[ -s $new ]] || fail "$new is empty: that would drop every job."
read -r -a tool <<<"${PIPELINE_CLI:-$infra/../pipeline}"
name=$(of functionAppName)
account=$(of packageStorageName)
running=$(package_of "$name" production)
if [[ -z $running ]]; then
  say "production runs no package yet: nothing to drain"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
az storage blob download --auth-mode login --account-name "$account" --container-name packages \
  --name "${running%.zip}.jobs" --file "$work/old" --only-show-errors --output none ||
  fail "There is no list of the jobs of $running, so that nobody can tell which versions would be dropped."
LC_ALL=C comm -23 <(LC_ALL=C sort "$work/old") <(LC_ALL=C sort "$new") >"$work/dropped"
if [[ ! -s $work/dropped ]]; then
  say "no job version is dropped"
  exit 0
fi

host=$(of functionAppHost)
PIPELINE_URL=https://$host
PIPELINE_KEY=$(key_of production)
export PIPELINE_URL PIPELINE_KEY
while read -r job version <&3; do
  say "$job version $version is dropped: draining …"
  timeout "${DRAIN_MINUTES:-30}m" "${tool[@]}" drain --job "$job" --version "$version" --wait ||
    fail "Something is left of $job version $version, or the app does not answer. Keep its handler in this release, and drop it in the next one."
done 3<"$work/dropped"
