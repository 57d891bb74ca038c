# shellcheck shell=bash
# The servers in containers, where an engine answers. Each slot is a Compose project of its own, with its own volumes.

engine_answers() {
  command -v docker >/dev/null && docker compose version >/dev/null 2>&1 || return 1
  local turn answer=$slot/docker.answer
  # A client without an engine may hang, and not every system has timeout(1).
  docker info --format '{{.ServerVersion}}' >"$answer" 2>/dev/null 9>&- &
  local asked=$!
  for ((turn = 0; turn < 50; turn++)); do
    if ! kill -0 "$asked" 2>/dev/null; then
      wait "$asked" && [[ -n "$(cat "$answer")" ]]
      return
    fi
    sleep 0.1
  done
  kill "$asked" 2>/dev/null || true
  return 1
}

compose() {
  POSTGRES_PORT=$(port postgres) RABBITMQ_PORT=$(port rabbitmq) \
    BLOB_PORT=$(port blob) QUEUE_PORT=$(port queue) TABLE_PORT=$(port table) \
    POSTGRES_SECRET=$(secret postgres) RABBITMQ_SECRET=$(secret rabbitmq) \
    AZURITE_ACCOUNTS="$azurite_account:$(azurite_key)" \
    docker compose -f "$root/scripts/compose.yaml" -p "pipeline-$(checkout_id)-${slot##*/}" "$@"
}

# up NAME...
compose_up() {
  say "starting $* (Docker Compose; the first time pulls images) …"
  compose up -d --wait "$@" >"$slot/compose.log" 2>&1 </dev/null || {
    compose logs --tail 20 "$@" >>"$slot/compose.log" 2>&1 || true
    fail_with_log "$slot/compose.log" "Docker Compose could not start $*."
  }
}

compose_stop() { compose stop >>"$slot/compose.log" 2>&1 </dev/null || say "docker compose stop failed: see $slot/compose.log"; }
