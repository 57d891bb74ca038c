# shellcheck shell=bash
# What every verb of dev begins with: a slot of its own, and the promise that whatever it starts ends with it.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
slot=''
export DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

# shellcheck source=scripts/say.sh
. "$root/scripts/say.sh"
# shellcheck source=scripts/lock.sh
. "$root/scripts/lock.sh"
# shellcheck source=scripts/process.sh
. "$root/scripts/process.sh"
# shellcheck source=scripts/slot.sh
. "$root/scripts/slot.sh"
# shellcheck source=scripts/servers.sh
. "$root/scripts/servers.sh"
# shellcheck source=scripts/apt.sh
. "$root/scripts/apt.sh"
# shellcheck source=scripts/sdk.sh
. "$root/scripts/sdk.sh"
# shellcheck source=scripts/postgres.sh
. "$root/scripts/postgres.sh"
# shellcheck source=scripts/rabbitmq.sh
. "$root/scripts/rabbitmq.sh"
# shellcheck source=scripts/azurite.sh
. "$root/scripts/azurite.sh"
# shellcheck source=scripts/chromium.sh
. "$root/scripts/chromium.sh"
# shellcheck source=scripts/compose.sh
. "$root/scripts/compose.sh"
# shellcheck source=scripts/services.sh
. "$root/scripts/services.sh"
# shellcheck source=scripts/build.sh
. "$root/scripts/build.sh"
# shellcheck source=scripts/programs.sh
. "$root/scripts/programs.sh"
# shellcheck source=scripts/host.sh
. "$root/scripts/host.sh"

end_session() {
  local code=$?
  set +e
  trap 'hurry=1' INT TERM HUP
  trap - EXIT
  if [[ -n $slot ]]; then stop_services; fi
  exit "$code"
}

begin_session() {
  local tool
  for tool in perl awk sed; do command -v "$tool" >/dev/null || fail "$tool is missing. Install it and run this again."; done
  trap end_session EXIT
  trap 'leave 130' INT
  trap 'leave 143' TERM
  trap 'leave 129' HUP
  take_slot
  require_sdk
}
