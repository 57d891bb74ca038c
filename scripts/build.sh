# shellcheck shell=bash
# The whole solution, in Release.

build() { only_one build build_alone; }

build_alone() {
  say "building Pipeline.sln …"
  # A compiler server makes this faster; its name is ours alone, and it ends with the step.
  # Trials: an app built here knows the jobs of ./dev bench and ./dev chaos; one that is deployed does not.
  attended "$root" dotnet build "$root/Pipeline.sln" -c Release -v m --nologo -tl:off -nodeReuse:false -p:Trials=true \
    -p:UseSharedCompilation=true -p:SharedCompilationId="pipeline-$$" >"$slot/build.log" 2>&1 ||
    fail_with_log "$slot/build.log" "the build failed."
  local stand_in
  stand_in=$(sed -n 's/^ *//; /its stand-in is used/{p;q}' "$slot/build.log")
  [[ -z $stand_in ]] || say "$stand_in"
}
