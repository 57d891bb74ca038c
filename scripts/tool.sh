#!/usr/bin/env bash
# ./dev tool: packs cli/ and installs it as a .NET tool.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck source=scripts/say.sh
. "$root/scripts/say.sh"
# shellcheck source=scripts/sdk.sh
. "$root/scripts/sdk.sh"

place=(--global)
if (($# > 0)); then
  [[ $# -eq 2 && $1 == --tool-path && -n $2 ]] || misused "tool takes --tool-path DIR or nothing."
  place=(--tool-path "$2")
fi
require_sdk

# A version of its own each time: of one that it knows NuGet would take the package from its cache. Newer ones are higher.
version=1.0.$(($(date +%s) / 10))
packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
say "packing cli/ …"
dotnet pack "$root/cli/Cli.csproj" -c Release -o "$packages" -p:PackageVersion="$version" -v q --nologo -nodeReuse:false -p:UseSharedCompilation=false >&2 ||
  fail "cli/ does not build; the compiler's output is above"
# Installs it where there is none.
dotnet tool update Pipeline.Cli "${place[@]}" --version "$version" --add-source "$packages" >&2 ||
  fail "the tool cannot be installed; what dotnet says is above"
say "installed; try: pipeline --help"
