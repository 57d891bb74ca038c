# shellcheck shell=bash
# A browser for the tests of the dashboard, and the rules of accessibility that they hold it to. Without either, the tests that need it are skipped.

axe='axe-core@4.14.1'

chromium_is_there() {
  [[ -n ${PIPELINE_CHROMIUM:-} ]] || command -v chromium chromium-browser google-chrome >/dev/null
}

prepare_chromium() {
  chromium_is_there || ! command -v apt-get >/dev/null || (apt_install chromium) || true
  chromium_is_there || say "Chromium is missing: the dashboard is not tested in a browser"
}

prepare_axe() {
  local folder=$root/.local/axe/$axe
  if [[ ! -e $folder/done ]]; then
    if ! command -v npm >/dev/null; then
      say "npm is missing: the dashboard's accessibility is not tested"
      return 0
    fi
    mkdir -p "$folder"
    if ! attended "$root" npm install --prefix "$folder" --no-fund --no-audit --loglevel=error --ignore-scripts "$axe" >"$slot/npm.log" 2>&1; then
      say "npm could not install $axe (see ${slot#"$root/"}/npm.log): the dashboard's accessibility is not tested"
      return 0
    fi
    touch "$folder/done"
  fi
}

# tell_axe: where it is, if it is.
tell_axe() {
  local script=$root/.local/axe/$axe/node_modules/axe-core/axe.min.js
  [[ ! -e $script ]] || export PIPELINE_AXE=$script
}
