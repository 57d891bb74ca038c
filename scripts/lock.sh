# shellcheck shell=bash
# Locks that die with their holder. Perl, because macOS has no flock(1) and every other system here has perl.

# lock_descriptor FD: takes the lock of the file that FD is open on; fails at once when somebody has it.
lock_descriptor() {
  perl -MFcntl=:flock -e 'open my $f, ">&=", $ARGV[0] or die "descriptor $ARGV[0]: $!"; exit !flock $f, LOCK_EX | LOCK_NB' "$1"
}

# only_one NAME COMMAND...: one at a time in this checkout; a second run waits. Uses descriptor 8.
only_one() {
  local name=$1 told='' code=0
  shift
  exec 8>"$root/.local/$name.lock"
  until lock_descriptor 8; do
    [[ -n $told ]] || say "waiting for another run in this checkout ($name) …"
    told=1
    sleep 0.5
  done
  "$@" || code=$?
  exec 8>&-
  return "$code"
}
