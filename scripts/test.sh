#!/usr/bin/env bash
# ./dev test: everything from nothing, then each test project in turn, the quick ones first, and the end-to-end tests beside them.
set -euo pipefail
# shellcheck source=scripts/session.sh
. "$(dirname "${BASH_SOURCE[0]}")/session.sh"

only='' passed=0 failed=0 skipped=0 failures=''
# Of the run that this one goes on beside of: all is built, and the results go there.
main=${PIPELINE_TEST_MAIN:-}
# Programs that run for seconds do not earn back what it costs to watch them for where to optimise.
export DOTNET_TieredPGO=0
while (($# > 0)) && [[ $1 != -- ]]; do
  case $1 in
    --servers)
      choose_servers "${2:-}"
      shift
      ;;
    *)
      [[ -z $only ]] || misused "$1: arguments for dotnet test go after --."
      only=$1
      ;;
  esac
  shift
done
if (($# > 0)); then
  [[ $1 == -- ]] || misused "$1: arguments for dotnet test go after --."
  shift
fi

# projects: in the order of their cost; one that nobody has placed comes last.
projects() {
  local path place
  find "$root/tests" \( -name bin -o -name obj \) -prune -o -name '*.Tests.csproj' -print | while read -r path; do
    case ${path#"$root/tests/"} in
      infra/*) place=1 ;;
      samples/*) place=2 ;;
      cli/*) place=3 ;;
      shared/*) place=4 ;;
      host/*) place=5 ;;
      functions/*) place=6 ;;
      dashboard/*) place=7 ;;
      chaos/*) place=9 ;;
      *) place=8 ;;
    esac
    [[ ${path#"$root/"} != *"$only"* ]] || printf '%s %s\n' "$place" "$path"
  done | sort | cut -d ' ' -f 2-
}

tell_tests() {
  export PIPELINE_APP="dotnet $local_host $functions_output" PIPELINE_CLI="dotnet $command_line_tool" PIPELINE_GENERATOR="dotnet $generator"
  # Tests may stop and kill the servers only where all of them are processes of this very run.
  if ((${#as_process[@]} == 3)); then export PIPELINE_SLOT=$slot PIPELINE_SERVICE=$root/scripts/service; fi
}

# count TRX: adds what one project reported. (A skipped test is in total, not in executed.)
count() {
  local counters total executed good
  counters=$(grep -o '<Counters [^>]*' "$1")
  total=$(number total) executed=$(number executed) good=$(number passed)
  passed=$((passed + good)) failed=$((failed + executed - good)) skipped=$((skipped + total - executed))
  reported=$((executed - good))
  failed_names "$1"
}
number() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"; }

# failed_names TRX: said once more in the end, where whoever reads only that finds them.
failed_names() {
  local names
  names=$(grep -o '<UnitTestResult [^>]*outcome="Failed"' "$1" | sed -E 's/.* testName="([^"]*)".*/failed: \1/') || return 0
  failures+=$names$'\n'
}

# run_project PROJECT ARGS...
run_project() {
  local project=$1 name code=0 reported=0
  name=$(basename "$1" .csproj)
  shift
  say "testing $name …"
  attended "$root" dotnet test "$project" --no-build -c Release --nologo -tl:off -v q --blame-hang-timeout 10m --blame-hang-dump-type none \
    --logger 'console;verbosity=minimal' --logger "trx;LogFileName=$name.trx" --results-directory "$results" "$@" || code=$?
  if [[ -f $results/$name.trx ]]; then count "$results/$name.trx"; fi
  # A host that crashed or hung may have reported nothing, or nothing bad.
  if ((code != 0 && reported == 0)); then
    say "$name ended with code $code without a failed test: counted as one"
    failed=$((failed + 1))
  fi
}

# The end-to-end tests mostly wait, and stop servers: a run of their own, with servers of its own, goes on beside the others.
start_beside() {
  say "testing ${beside#"$root/"} beside the others; what it says is shown in the end …"
  birth beside "$root/scripts/test.sh" "$PWD" \
    env -u PIPELINE_POSTGRES -u PIPELINE_RABBITMQ -u PIPELINE_BLOBS -u AzureWebJobsStorage -u PIPELINE_SLOT -u PIPELINE_SERVICE \
    "PIPELINE_TEST_MAIN=$slot" "$root/scripts/test.sh" "${beside#"$root/"}" -- "$@" >"$slot/beside.log" 2>&1
  beside_run=$pid
}

# end_beside: shows what it said, but for its last line, whose numbers are added to ours.
end_beside() {
  local last
  wait "$beside_run" || true
  rm -f "$slot/pids/beside"
  last=$(tail -n 1 "$slot/beside.log")
  if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
    sed '$d' "$slot/beside.log"
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
  else
    cat "$slot/beside.log"
    say "${beside#"$root/"} did not come to its end: counted as one failed test"
    failed=$((failed + 1))
  fi
}

list=$(projects)
[[ -n $list ]] || misused "no test project's path contains \"$only\"."
beside='' beside_run=''
# Not where somebody gives us servers: there is one of each then.
if [[ -z ${PIPELINE_POSTGRES:-}${PIPELINE_RABBITMQ:-}${PIPELINE_BLOBS:-}${AzureWebJobsStorage:-} && $list == *$'\n'* ]]; then
  beside=$(grep "^$root/tests/functions/" <<<"$list" || true)
fi
begin_session
results=${main:-$slot}/results
start_services
if [[ -z $main ]]; then
  build
  rm -rf "$results"
fi
if [[ $list == *"$root/tests/dashboard/"* ]]; then
  prepare_chromium
  only_one axe prepare_axe
  tell_axe
fi
[[ -z $beside ]] || start_beside "$@"
await_services
tell_tests
while read -r project <&3; do
  [[ $project == "$beside" ]] || run_project "$project" "$@"
done 3<<<"$list"
[[ -z $beside ]] || end_beside
((passed + failed + skipped > 0)) || say "no test ran"
printf '%s' "$failures"
printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
((failed == 0 && passed > 0))
