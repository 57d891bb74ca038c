#!/usr/bin/env bash
# ./dev topology: declares the queues and exchanges, and says what it found.
set -euo pipefail
# shellcheck source=scripts/session.sh
. "$(dirname "${BASH_SOURCE[0]}")/session.sh"

begin_session
start_services
build
await_services
attended "$root" dotnet "$functions_app" topology "$@"
