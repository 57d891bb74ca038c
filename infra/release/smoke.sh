#!/usr/bin/env bash
# smoke.sh: a file of three voters goes through all of production: storage, queue, jobs, fan-in, summary. PIPELINE_CLI as for drain.sh.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

read -r -a tool <<<"${PIPELINE_CLI:-$infra/../pipeline}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/smoke.csv" <<'CSV'
voter_id,given_name,surname,date_of_birth
smoke-1,Ada,Smoke,1990-01-01
smoke-2,Ben,Smoke,1991-02-02
smoke-3,Cleo,Smoke,1992-03-03
CSV
host=$(of functionAppHost)
PIPELINE_URL=https://$host
PIPELINE_KEY=$(key_of production)
export PIPELINE_URL PIPELINE_KEY
timeout "${SMOKE_MINUTES:-10}m" "${tool[@]}" submit "$work/smoke.csv" --watch || fail "The smoke test failed."
