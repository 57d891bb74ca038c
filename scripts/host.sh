# shellcheck shell=bash
# The app under one of its two hosts: Core Tools, or this repository's own. Both run the same output of functions/.

settings=$root/local.settings.json

# settings_are_ours: nobody wrote them by hand since they were generated.
settings_are_ours() { [[ ! -e $settings ]] || [[ "$(cksum <"$settings")" == "$(cat "$root/.local/settings.cksum" 2>/dev/null)" ]]; }

# generate_settings: unless they are the user's own, the sample with this run's addresses; the key comes by the environment. Before the build, which copies them beside the app.
func_environment=(env)
generate_settings() {
  if ! settings_are_ours; then
    say "using local.settings.json as you wrote it, with the servers that it names"
    # func prefers the environment to the file.
    func_environment=(env -u PIPELINE_POSTGRES -u PIPELINE_RABBITMQ -u PIPELINE_BLOBS -u PIPELINE_KEY -u AzureWebJobsStorage)
    return
  fi
  local name value
  cp "$root/local.settings.sample.json" "$settings.new"
  chmod 600 "$settings.new"
  for name in PIPELINE_POSTGRES PIPELINE_RABBITMQ PIPELINE_BLOBS AzureWebJobsStorage; do
    grep -q "\"$name\"" "$settings.new" || fail "local.settings.sample.json has no \"$name\"."
    # In JSON: backslash and quote escaped; for sed: backslash, ampersand and its separator.
    value=$(printf '%s' "${!name}" | sed -e 's/[\\"]/\\&/g' | sed -e 's/[\\&|]/\\&/g')
    sed "s|\(\"$name\"[[:space:]]*:[[:space:]]*\)\"[^\"]*\"|\1\"$value\"|" "$settings.new" >"$settings.next"
    cat "$settings.next" >"$settings.new"
    rm "$settings.next"
  done
  mv "$settings.new" "$settings"
  cksum <"$settings" >"$root/.local/settings.cksum"
}

# choose_host WISH: sets $host.
choose_host() {
  local lack=''
  command -v func >/dev/null || lack='Azure Functions Core Tools (func) are not on PATH'
  host=func
  [[ $1 != local ]] || lack='as asked'
  [[ -z $lack ]] || host=local
  [[ $1 != func || -z $lack ]] || fail "--host func is not possible: $lack."
  say "host: $host${lack:+ ($lack)}"
}

app_url() { printf 'http://127.0.0.1:%s' "$(port app)"; }

# start_app: under $host, on a free port of this slot.
start_app() {
  choose_ports app
  if [[ $host == func ]]; then
    spawn app "$(port app)" "$functions_output" "${func_environment[@]}" \
      func start --no-build --port "$(port app)"
  else
    spawn app "$local_host" "$root" dotnet "$local_host" "$functions_output" --port "$(port app)"
  fi
  say "starting the app (log: ${slot#"$root/"}/app.log) …"
  until_ready app 120 is_healthy "$(port app)"
}

is_healthy() {
  (
    exec 7<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&7
    IFS= read -r -t 5 status <&7 && [[ $status == *" 200 "* ]]
  ) 2>/dev/null
}
