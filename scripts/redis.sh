# shellcheck shell=bash
# Celery, which the bench compares with, and Redis for its results, as a process of this slot. Loopback only.

# celery_python: a Python that has it; the one on PATH may be another than the packages are for.
celery_python() {
  local candidate
  for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import celery, psycopg2, redis' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  return 1
}

install_celery() {
  if celery_python >/dev/null && command -v redis-server >/dev/null; then return; fi
  command -v apt-get >/dev/null ||
    fail "Celery is missing. Install celery, psycopg2 and redis for python3, and redis-server, or leave it out: --peers pipeline,limits."
  apt_install celery python3-celery python3-psycopg2 python3-redis redis-server
}

start_redis() {
  choose_ports redis
  mkdir -p "$slot/redis"
  # In memory alone, as a store of results may be: it favours the peer.
  (umask 077 && printf '%s\n' "bind 127.0.0.1" "port $(port redis)" "requirepass $(secret redis)" 'save ""' "dir $slot/redis" >"$slot/redis/redis.conf")
  spawn redis "$slot/redis/redis.conf" "$slot/redis" redis-server "$slot/redis/redis.conf" --daemonize no
  export BENCH_REDIS BENCH_PYTHON
  BENCH_PYTHON=$(celery_python) || fail "celery, psycopg2 and redis are installed, and yet no python3 finds them."
  BENCH_REDIS="redis://:$(secret redis)@127.0.0.1:$(port redis)/0"
}

await_redis() { until_ready redis 20 answers "$(port redis)"; }
