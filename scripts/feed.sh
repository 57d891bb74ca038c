# shellcheck shell=bash
# What the configured NuGet feed lacks: System.IO.Hashing is then packed from the SDK, the Functions packages mean that
# functions/ is left to the emulator's build of its sources. Answers are remembered until packages, feeds or SDK change.

# restore LOG PROJECT ARGS...
restore() {
  local log=$1
  shift
  DOTNET_CLI_UI_LANGUAGE=en attended "$root" dotnet restore -v q --nologo -nodeReuse:false "$@" >"$log" 2>&1
}

# lacking LOG: the packages that a restore did not find, one a line. Nothing when it failed for another reason.
lacking() { sed -nE 's/.*NU110[123]: Unable to find .*package ([A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*).*/\1/p' "$1" | sort -u; }

feed_id() {
  { cat "$root/Directory.Packages.props" "$root/functions/Functions.csproj" && dotnet --version && dotnet nuget list source; } | cksum | tr -d ' '
}

# remembered NAME: the answer, if it was given for this very feed.
remembered() { [[ "$(head -n 1 "$root/.local/feed.$1" 2>/dev/null)" == "$feed" ]] && tail -n +2 "$root/.local/feed.$1"; }
remember() { printf '%s\n%s\n' "$feed" "$2" >"$root/.local/feed.$1"; }

# ask_feed: completes it, and sets $functions_lack to the packages that functions/ needs and it lacks (empty when it has all).
ask_feed() {
  feed=$(feed_id)
  only_one build ensure_hashing
  only_one build find_functions_packages
}

ensure_hashing() {
  [[ ! -e $root/.local/feed/System.IO.Hashing.6.0.0.nupkg ]] || return 0
  ! remembered hashing >/dev/null || return 0
  if restore "$slot/probe.log" "$root/scripts/feed/Ask.csproj" --no-http-cache; then
    remember hashing there
  elif [[ -n "$(lacking "$slot/probe.log")" ]]; then
    say "the package feed lacks System.IO.Hashing: packing the .NET SDK's copy into .local/feed …"
    attended "$root" dotnet pack "$root/scripts/feed/System.IO.Hashing.csproj" -c Release -v q --nologo -nodeReuse:false \
      -p:UseSharedCompilation=false >"$slot/probe.log" 2>&1 || fail_with_log "$slot/probe.log" "System.IO.Hashing could not be packed."
  else
    fail_with_log "$slot/probe.log" "the package feed does not answer (dotnet nuget list source shows which it is)."
  fi
}

find_functions_packages() {
  functions_lack=$(remembered functions || true)
  [[ -z $functions_lack ]] || return 0
  restore "$slot/restore.log" "$root/functions/Functions.csproj" && return
  functions_lack=$(lacking "$slot/restore.log")
  [[ -n $functions_lack ]] || fail_with_log "$slot/restore.log" "functions/ could not be restored."
  remember functions "$functions_lack"
}
