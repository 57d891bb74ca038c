# shellcheck shell=bash
# The processes of a slot. Each has a file in $slot/pids: its pid, and a marker that its command line contains, so that a pid
# which the system has since given to somebody else is never signalled. The files are the truth, for scripts/service as well.

# Leaving is put off while a process is between its birth and its file.
spawning='' leave_with=''
leave() {
  if [[ -n $spawning ]]; then leave_with=$1; else exit "$1"; fi
}

# command_of PID: its command line; empty when it is gone or a zombie. (By ps only where there is no /proc: minimal systems lack ps.)
command_of() {
  local text='' state turn
  if [[ ! -d /proc/self ]]; then
    ps -ww -o command= -p "$1" || true
    return
  fi
  for ((turn = 0; turn < 50; turn++)); do
    text=$(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" || true)
    [[ -z $text ]] || break
    # Empty for an instant, too, while a process becomes another program.
    state=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null || true)
    [[ $state == [!ZX]* ]] || break
    sleep 0.01
  done
  printf '%s' "$text"
}

# is_ours NAME: sets $pid when that process lives.
is_ours() {
  local marker
  [[ -f $slot/pids/$1 ]] || return 1
  { read -r pid && read -r marker; } <"$slot/pids/$1" || return 1
  [[ "$(command_of "$pid")" == *"$marker"* ]]
}

# A session of its own, so that Ctrl-C reaches dev alone and dev decides; the signals that bash ignores for it are restored.
# in_own_session DIRECTORY COMMAND...
in_own_session() {
  exec perl -MPOSIX=setsid -e '
    my $place = shift;
    chdir $place or die "$place: $!\n";
    $SIG{$_} = "DEFAULT" for qw(INT QUIT);
    setsid;
    exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\n"' -- "$@"
}

# birth NAME MARKER DIRECTORY COMMAND...: sets $pid. Descriptors 8 and 9 are locks, which must not outlive dev.
birth() {
  local name=$1 marker=$2 now
  shift 2
  spawning=1
  in_own_session "$@" </dev/null 8>&- 9>&- &
  pid=$!
  printf '%s\n%s\n' "$pid" "$marker" >"$slot/pids/$name"
  # Until perl is there, its command line is still that of this script.
  while now=$(command_of "$pid") && [[ -n $now && $now != *"$marker"* ]]; do sleep 0.01; done
  spawning=''
  [[ -z $leave_with ]] || exit "$leave_with"
}

# spawn NAME MARKER DIRECTORY COMMAND...: a server, running there and logging to $slot/NAME.log.
spawn() {
  birth "$@" >>"$slot/$1.log" 2>&1
  disown "$pid"
}

# attended MARKER COMMAND...: like COMMAND, yet ending when we are told to; whatever it left running ends with it.
step_group=''
attended() {
  local code=0
  birth step "$1" "$PWD" "${@:2}"
  step_group=$pid
  wait "$step_group" || code=$?
  kill -s KILL -- "-$step_group" 2>/dev/null || true
  step_group=''
  rm -f "$slot/pids/step"
  return "$code"
}

children_of() {
  if [[ -r /proc/$1/task/$1/children ]]; then
    cat "/proc/$1/task/$1/children"
  else
    ps -A -o pid= -o ppid= | awk -v parent="$1" '$2 == parent { print $1 }'
  fi
}

# signal_family NAME SIGNAL: the process, its group, and its children with groups of their own (PostgreSQL's backends).
signal_family() {
  local child children
  is_ours "$1" || return 0
  children=$(children_of "$pid")
  kill -s "$2" -- "-$pid" 2>/dev/null || true
  for child in $children; do kill -s "$2" "$child" 2>/dev/null || true; done
}

# ask_to_end NAME: the polite signal; a process that was paused is woken to hear it.
ask_to_end() {
  local signal=TERM
  is_ours "$1" || return 0
  [[ $1 != postgres ]] || signal=INT
  kill -s "$signal" "$pid" 2>/dev/null || true
  signal_family "$1" CONT
}

# see_it_end NAME SECONDS: then it is killed. A second Ctrl-C ($hurry) does not wait.
see_it_end() {
  local deadline=$((SECONDS + $2))
  while is_ours "$1"; do
    if ((SECONDS >= deadline)) || [[ -n ${hurry:-} ]]; then
      say "$1 did not end in time: killing it"
      signal_family "$1" KILL
      deadline=$((SECONDS + 5))
    fi
    sleep 0.05
  done
  rm -f "$slot/pids/$1"
}

# end_group NAME SECONDS: a program with all that it started.
end_group() {
  local group
  is_ours "$1" || return 0
  group=$pid
  kill -s TERM -- "-$group" 2>/dev/null || true
  kill -s CONT -- "-$group" 2>/dev/null || true
  see_it_end "$1" "$2"
  kill -s KILL -- "-$group" 2>/dev/null || true
}

# end_all: everything that this slot's files name, the app before the servers that it needs, epmd after the broker.
end_all() {
  local name
  end_group beside 60
  end_group step 20
  # Where we were told to leave after it had ended and before its offspring had.
  [[ -z $step_group ]] || kill -s KILL -- "-$step_group" 2>/dev/null || true
  end_group app 60
  for name in redis azurite rabbitmq postgres; do ask_to_end "$name"; done
  for name in redis azurite rabbitmq postgres; do see_it_end "$name" 30; done
  ask_to_end epmd
  see_it_end epmd 5
}
