# shellcheck shell=bash
# Everything that the feed allows, in Release.

build() { only_one build build_alone; }

build_alone() {
  local solution=$root/Pipeline.sln
  if [[ -n $functions_lack ]]; then
    solution=$root/Pipeline.Local.slnf
    say "the package feed lacks ${functions_lack//$'\n'/, }: functions/ is built as part of the emulator only"
  fi
  say "building ${solution##*/} …"
  # A compiler server makes this faster; its name is ours alone, and it ends with the step.
  # Trials: an app built here knows the jobs of ./dev bench and ./dev chaos; one that is deployed does not.
  attended "$root" dotnet build "$solution" -c Release -v q --nologo -nodeReuse:false -p:Trials=true \
    -p:UseSharedCompilation=true -p:SharedCompilationId="pipeline-$$" >"$slot/build.log" 2>&1 ||
    fail_with_log "$slot/build.log" "the build failed."
  [[ -n $functions_lack ]] || say "functions/ built against the real packages"
}
