#!/usr/bin/env bash
# ./dev guards: breaks each guard of scripts/guards.txt in a copy of this checkout, and requires that one of its tests fails.
set -euo pipefail
# shellcheck source=scripts/session.sh
. "$(dirname "${BASH_SOURCE[0]}")/session.sh"

list=$root/scripts/guards.txt only='' table='' quick=''
export DOTNET_TieredPGO=0
while (($# > 0)); do
  case $1 in
    --only)
      only=${2:?}
      shift 2
      ;;
    --table)
      table=1
      shift
      ;;
    --quick)
      quick=1
      shift
      ;;
    *) misused "$1: ./dev guards takes --only NAME,…, --quick and --table." ;;
  esac
done

# read_guards: one line per guard: its fields, separated by the unit separator.
read_guards() {
  perl -ne '
    next if /^#/;
    if (/^(\w+): ?(.*)$/) { $guard{$1} = $2; next }
    next if /\S/ or !%guard;
    print_guard();
    END { print_guard() if %guard }
    sub print_guard {
      print join("\x1f", map { $guard{$_} // "" } qw(name invariant breaks file tests)), "\n";
      %guard = ();
    }' "$list"
}

# selected NAME: whether --only names it; patterns are allowed.
selected() {
  local pattern
  [[ -n $only ]] || return 0
  for pattern in ${only//,/ }; do
    # shellcheck disable=SC2053 # a pattern
    [[ $1 != $pattern ]] || return 0
  done
  return 1
}

write_table() {
  local name invariant breaks file tests document=$root/docs/guards.md
  {
    sed '/^| guard /,$d' "$document"
    printf '| guard | | what is taken away | where | tests of which one must fail |\n|---|---|---|---|---|\n'
    while IFS=$'\x1f' read -r name invariant breaks file tests; do
      printf '| %s | %s | %s | `%s` | %s |\n' "$name" "$invariant" "$breaks" "$(basename "$file")" "\`${tests// /\`, \`}\`"
    done < <(read_guards)
  } >"$document.new"
  mv "$document.new" "$document"
}

# copy_tree: what is tracked or new here, without what a build leaves.
copy_tree() {
  rm -rf "$copy"
  mkdir -p "$copy"
  (cd "$root" && git ls-files -z --cached --others --exclude-standard | perl -0 -ne 'chomp; print "$_\0" if -f' | tar -c --null -T - -f -) |
    tar -x -C "$copy" -f -
  [[ ! -d $root/scripts/stand-in/packages ]] || cp -R "$root/scripts/stand-in/packages" "$copy/scripts/stand-in/"
}

# compile PROJECT ARGS...: the analyzers have had their say where the change was made.
compile() {
  local project=$1
  shift
  attended "$copy" dotnet build "$project" -c Release -v m --nologo -tl:off -nodeReuse:false \
    -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -p:GenerateDocumentationFile=false "$@" >"$slot/guard-build.log" 2>&1
}

project_of() {
  local folder=$copy/$1 found
  while folder=$(dirname "$folder") && [[ $folder == "$copy"* ]]; do
    found=$(compgen -G "$folder/*.csproj" || true)
    [[ -z $found ]] || break
  done
  printf '%s' "$found"
}

# rebuild FILE: the one project that holds it; the tests take the new assembly.
rebuild() {
  local project built
  project=$(project_of "$1")
  compile "$project" --no-restore --no-dependencies || return 1
  for built in "$(dirname "$project")"/bin/Release/net10.0/*.dll; do
    [[ ! -e $test_output/${built##*/} ]] || cp -p "$built" "$test_output/"
  done
}

# break_guard NAME FILE: replaces its text, which must be there once. In the list \n is a line break with any indentation.
break_guard() {
  perl -0777 -e '
    my ($list, $name, $file) = @ARGV;
    local $/; open my $f, "<", $list or die; my ($stanza) = grep { /^name: \Q$name\E$/m } split /\n\n+/, <$f>;
    my ($text) = $stanza =~ /^text: (.*)$/m; my ($becomes) = $stanza =~ /^becomes: ?(.*)$/m;
    my $pattern = join "(\\s*\\n\\s*)", map { quotemeta } split /\\n/, $text, -1;
    open my $in, "<", $file or die "$file: $!"; my $code = <$in>;
    my $count = 0; $count++ while $code =~ /$pattern/g;
    die "$name: its text occurs $count times in $file\n" unless $count == 1;
    my @breaks = $code =~ /$pattern/;
    my ($first, @lines) = split /\\n/, $becomes, -1;
    $becomes = $first // "";
    # With the indentation that was there.
    $becomes .= (@breaks > 1 ? shift @breaks : $breaks[0]) . $_ for @lines;
    $code =~ s/$pattern/$becomes/;
    open my $out, ">", $file or die; print $out $code' "$list" "$1" "$2"
}

# run_tests FILTER ARGS...: sets $executed, $failed, and $first, the first test that failed.
run_tests() {
  local filter=$1$left_out counters
  shift
  rm -f "$slot/guards/guard.trx"
  attended "$copy" dotnet test "$test_output/Pipeline.Tests.dll" --nologo --filter "$filter" --blame-hang-timeout 3m --blame-hang-dump-type none \
    --logger "trx;LogFileName=guard.trx" --results-directory "$slot/guards" "$@" >"$slot/guard-test.log" 2>&1 || true
  executed=0 failed=0 first=''
  if [[ ! -f $slot/guards/guard.trx ]]; then
    # The host of the tests ended, as where one of them hung.
    if grep -q 'Test host process crashed\|aborted' "$slot/guard-test.log"; then executed=1 failed=1 first='(the tests did not end)'; fi
    return
  fi
  counters=$(grep -o '<Counters [^>]*' "$slot/guards/guard.trx")
  executed=$(sed -E 's/.* executed="([0-9]+)".*/\1/' <<<"$counters")
  failed=$((executed - $(sed -E 's/.* passed="([0-9]+)".*/\1/' <<<"$counters")))
  first=$(failed_tests | head -n 1)
}

failed_tests() { { grep -o '<UnitTestResult [^>]*outcome="Failed"' "$slot/guards/guard.trx" || true; } | sed -E 's/.* testName="([^"]*)".*/\1/'; }

# A test that fails anyway guards nothing: it is left out, and counts as a problem.
leave_out_failures() {
  local test
  while IFS= read -r test; do
    problems+="$test fails on the code as it is"$'\n'
    left_out+="&FullyQualifiedName!=${test%%(*}"
  done < <(failed_tests)
}

filter_of() {
  local test filter=''
  for test in $1; do filter+="${filter:+|}FullyQualifiedName~.$test"; done
  printf '(%s)' "$filter"
}

# try_guard NAME FILE TESTS: says how it went; the copy is as before then.
try_guard() {
  local name=$1 file=$2 tests=$3 started=$SECONDS
  cp "$copy/$file" "$slot/guards/original"
  break_guard "$name" "$copy/$file"
  if ! rebuild "$file"; then
    problems+="$name: the broken code does not compile"$'\n'
    printf 'does not compile  %s\n' "$name"
    grep -m 3 'error' "$slot/guard-build.log" || true
  else
    run_tests "$(filter_of "$tests")" -- xUnit.StopOnFail=true
    if ((executed == 0)); then
      problems+="$name: none of its tests ran"$'\n'
      printf 'no test ran       %s\n' "$name"
    elif ((failed == 0)); then
      problems+="$name: its tests pass without it"$'\n'
      printf 'NOT GUARDED       %s: %s tests pass without it (%s s)\n' "$name" "$executed" $((SECONDS - started))
    else
      guarded=$((guarded + 1))
      printf 'guarded           %s: %s (%s s)\n' "$name" "$first" $((SECONDS - started))
    fi
  fi
  cat "$slot/guards/original" >"$copy/$file"
  cp -p "$slot/guards/whole/"*.dll "$test_output/"
}

if [[ -n $table ]]; then
  write_table
  say "docs/guards.md is written"
  exit
fi

begin_session
copy=$slot/guards/tree
test_output=$copy/tests/shared/bin/Release/net10.0
mkdir -p "$slot/guards"
start_services
say "building a copy in ${copy#"$root/"} …"
copy_tree
compile "$copy/tests/shared" || fail_with_log "$slot/guard-build.log" "the build failed."
mkdir -p "$slot/guards/whole"
cp -p "$test_output/"Pipeline*.dll "$slot/guards/whole/"
await_services

guards=() filters='' problems='' guarded=0 left_out=
while IFS= read -r guard; do
  IFS=$'\x1f' read -r name _ _ _ tests <<<"$guard"
  selected "$name" || continue
  guards+=("$guard")
  for test in $tests; do [[ " $filters " == *" $test "* ]] || filters+=" $test"; done
done < <(read_guards)
((${#guards[@]} > 0)) || misused "no guard is called \"$only\"."

if [[ -z $quick ]]; then
  say "running all tests of ${#guards[@]} guards on the code as it is …"
  run_tests "$(filter_of "$filters")"
  ((executed > 0)) || fail_with_log "$slot/guard-test.log" "no test ran."
  leave_out_failures
fi
for guard in "${guards[@]}"; do
  IFS=$'\x1f' read -r name _ _ file tests <<<"$guard"
  try_guard "$name" "$file" "$tests"
done
printf '%s%s of %s guards are guarded by a test\n' "$problems" "$guarded" "${#guards[@]}"
[[ -z $problems ]]
