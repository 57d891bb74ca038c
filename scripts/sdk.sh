# shellcheck shell=bash
# The .NET SDK: found, or installed where apt knows it, or asked for.

sdk_is_there() { command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; }

require_sdk() {
  sdk_is_there && return
  if command -v apt-cache >/dev/null && declare -F apt_install >/dev/null && apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1; then
    apt_install dotnet-sdk-10.0
    sdk_is_there && return
  fi
  fail "the .NET SDK 10 is missing (dotnet --list-sdks shows none). Install it from https://dot.net and run this again."
}
