# shellcheck shell=bash
# Azurite, Azure Storage's emulator, as a process of this slot: blobs for the pipeline, queues and tables for Durable Functions.

# 3.36 and later ask for a newer Node.js than Debian 12 has. The same version as in compose.yaml.
azurite_version=3.35.0

node_is_there() { command -v node >/dev/null && (($(node -p 'process.versions.node.split(".")[0]') >= 18)); }

azurite_is_installed() { node_is_there && [[ -e $root/.local/npm/azurite-$azurite_version ]]; }

install_azurite() {
  azurite_is_installed && return # another run has just done it
  node_is_there ||
    fail "Azurite needs Node.js 18 or newer; here it is $(node --version 2>/dev/null || echo missing).
     Install it from https://nodejs.org, or set PIPELINE_BLOBS."
  command -v npm >/dev/null || fail "npm is missing. Install it, or set PIPELINE_BLOBS."
  say "installing Azurite $azurite_version (npm) …"
  mkdir -p "$root/.local/npm"
  attended "$root" npm install --prefix "$root/.local/npm" --no-fund --no-audit --loglevel=error "azurite@$azurite_version" \
    >"$slot/npm.log" 2>&1 || fail_with_log "$slot/npm.log" "npm could not install azurite@$azurite_version."
  touch "$root/.local/npm/azurite-$azurite_version"
}

azurite_account=devstoreaccount1

azurite_key() { printf '%s' "$(secret azurite)" | base64 | tr -d '\n'; }

start_azurite() {
  mkdir -p "$slot/azurite"
  AZURITE_ACCOUNTS="$azurite_account:$(azurite_key)" spawn azurite "$slot/azurite" "$slot" \
    node "$root/.local/npm/node_modules/azurite/dist/src/azurite.js" --location "$slot/azurite" \
    --blobHost 127.0.0.1 --blobPort "$(port blob)" --queueHost 127.0.0.1 --queuePort "$(port queue)" \
    --tableHost 127.0.0.1 --tablePort "$(port table)" --skipApiVersionCheck --loose --silent --disableTelemetry
}

await_azurite() {
  local service
  for service in blob queue table; do until_ready azurite 60 answers "$(port "$service")"; done
}

azurite_address() {
  printf 'DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;' "$azurite_account" "$(azurite_key)"
  printf 'BlobEndpoint=http://127.0.0.1:%s/%s;' "$(port blob)" "$azurite_account"
  printf 'QueueEndpoint=http://127.0.0.1:%s/%s;' "$(port queue)" "$azurite_account"
  printf 'TableEndpoint=http://127.0.0.1:%s/%s' "$(port table)" "$azurite_account"
}
