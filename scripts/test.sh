#!/usr/bin/env bash
# ./dev test: everything from nothing, then each test project in turn, the quick ones first.
set -euo pipefail
# shellcheck source=scripts/session.sh
. "$(dirname "${BASH_SOURCE[0]}")/session.sh"

only='' passed=0 failed=0 skipped=0
if (($# > 0)) && [[ $1 != -- ]]; then
  only=$1
  shift
fi
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
      emulator/*) place=5 ;;
      functions/*) place=6 ;;
      dashboard/*) place=7 ;;
      chaos/*) place=9 ;;
      *) place=8 ;;
    esac
    [[ ${path#"$root/"} != *"$only"* ]] || printf '%s %s\n' "$place" "$path"
  done | sort | cut -d ' ' -f 2-
}

tell_tests() {
  export PIPELINE_APP="dotnet $emulator_app" PIPELINE_CLI="dotnet $command_line_tool" PIPELINE_GENERATOR="dotnet $generator"
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
}
number() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"; }

# run_project PROJECT ARGS...
run_project() {
  local project=$1 name code=0 reported=0
  name=$(basename "$1" .csproj)
  shift
  say "testing $name …"
  attended "$root" dotnet test "$project" --no-build -c Release --nologo -tl:off -v q --blame-hang-timeout 10m --blame-hang-dump-type none \
    --logger 'console;verbosity=minimal' --logger "trx;LogFileName=$name.trx" --results-directory "$slot/results" "$@" || code=$?
  if [[ -f $slot/results/$name.trx ]]; then count "$slot/results/$name.trx"; fi
  # A host that crashed or hung may have reported nothing, or nothing bad.
  if ((code != 0 && reported == 0)); then
    say "$name ended with code $code without a failed test: counted as one"
    failed=$((failed + 1))
  fi
}

list=$(projects)
[[ -n $list ]] || misused "no test project's path contains \"$only\"."
begin_session
start_services
ask_feed
[[ $list != *"$root/tests/infra/"* ]] || only_one bicep prepare_bicep
if [[ $list == *"$root/tests/dashboard/"* ]]; then
  prepare_chromium
  only_one axe prepare_axe
  tell_axe
fi
build
await_services
tell_tests
rm -rf "$slot/results"
while read -r project <&3; do run_project "$project" "$@"; done 3<<<"$list"
((passed + failed + skipped > 0)) || say "no test ran"
printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
((failed == 0 && passed > 0))
