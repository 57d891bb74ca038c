# shellcheck shell=bash
# Debian and Ubuntu packages, as root or through sudo.

# apt_install PACKAGE...
apt_install() {
  local as_root=(env)
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail "these packages are missing and only root can install them: $*"
    as_root=(sudo)
  fi
  say "installing $* (apt) …"
  only_one apt "${as_root[@]}" bash "$root/scripts/apt-install.sh" "$@" </dev/null >"$slot/apt.log" 2>&1 ||
    fail_with_log "$slot/apt.log" "apt could not install $*."
}
