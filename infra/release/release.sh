#!/usr/bin/env bash
# release.sh [NAME]: builds this checkout and releases it, with the steps of the workflow deploy. Needs the .NET SDK, zip and psql.
# shellcheck source=infra/release/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_outputs

root=$(cd "$infra/.." && pwd -P)
steps=$infra/release
name=${1:-$(git -C "$root" rev-parse --short HEAD)-$(date -u +%Y%m%d%H%M%S)}
backend=$(of durableBackend)
host=$(of functionAppHost)
if [[ $backend == durableTaskScheduler ]]; then backend=azureManaged; else backend=; fi

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
say "building $name …"
dotnet publish "$root/functions" -c Release -o "$out/app" "-p:DurableBackend=$backend" >&2
dotnet publish "$root/cli" -c Release -o "$out/cli" >&2
(cd "$out/app" && zip --quiet --recurse-paths ../package.zip .)
# Asked for at start; the list needs none of them.
PIPELINE_POSTGRES=Host=127.0.0.1 PIPELINE_RABBITMQ=amqp://127.0.0.1/ PIPELINE_BLOBS=UseDevelopmentStorage=true \
  dotnet "$out/app/Pipeline.Functions.dll" jobs >"$out/package.jobs"

export PIPELINE_CLI="dotnet $out/cli/pipeline.dll"
"$steps/upload.sh" "$out/package.zip" "$out/package.jobs" "$name"
"$steps/migrate.sh" "$out/app"
"$steps/drain.sh" "$out/package.jobs"
# From here on the slot runs: however it goes, what is in it at the end is not in production.
trap 'rm -rf "$out"; "$steps/retire.sh"' EXIT
"$steps/stage.sh" "$name"
"$steps/swap.sh" "$name"
if ! "$steps/smoke.sh"; then
  say "rolling back …"
  "$steps/swap.sh"
  fail "The smoke test failed: production runs the package before."
fi
say "https://$host runs $name"
