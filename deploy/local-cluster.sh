#!/usr/bin/env bash
# A whole cluster on this machine, as plain processes on loopback: PostgreSQL, three silos, two gateways.
#
#   deploy/local-cluster.sh start            starts what does not run, waits until it is ready, prints where it is
#   deploy/local-cluster.sh stop             stops everything in order; what is on disk stays
#   deploy/local-cluster.sh status           says what runs, where, and whether it is ready
#   deploy/local-cluster.sh kill NAME        kill -9 of a silo or gateway (silo2, gateway1), or an immediate stop of postgres
#   deploy/local-cluster.sh restart NAME     stops one in order, if it runs, and starts it again
#   deploy/local-cluster.sh logs NAME        follows its log
#
# Environment:
#   CLUSTER_FOLDER   all state, created when missing (./.local-cluster)
#   CLUSTER_HOST     the host, built with -p:GrainEngine=Orleans (that of this repository, which is built when missing)
#   CLUSTER_SILOS    how many silos (3)
#   CLUSTER_GATEWAYS how many gateways (2)
#   CLUSTER_OWNER    a process id: when that process ends, the cluster is stopped
#   OTEL_EXPORTER_OTLP_ENDPOINT and the like go to silos and gateways; their names here are their service.instance.id
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
script="$repository/deploy/$(basename "${BASH_SOURCE[0]}")"
folder=${CLUSTER_FOLDER:-.local-cluster}
silos=${CLUSTER_SILOS:-3}
gateways=${CLUSTER_GATEWAYS:-2}
ready_seconds=90
stop_seconds=15

fail() { echo "local-cluster: $*" >&2; exit 1; }

usage() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$script" >&2; exit 2; }

names() {
  local i
  for ((i = 1; i <= silos; i++)); do echo "silo$i"; done
  for ((i = 1; i <= gateways; i++)); do echo "gateway$i"; done
}

known() {
  local name
  for name in postgres $(names); do [[ $name == "$1" ]] && return; done
  fail "there is no '$1': choose postgres, $(names | paste -sd, | sed 's/,/, /g')"
}

# ---- PostgreSQL: a cluster folder of its own. It refuses to run as root.

postgres_program() {
  local found
  found=$(command -v "$1" 2>/dev/null || ls -d /usr/lib/postgresql/*/bin/"$1" /usr/local/pgsql/bin/"$1" 2>/dev/null | sort -V | tail -n 1) || true
  [[ -n $found ]] || fail "PostgreSQL's '$1' was not found: install the PostgreSQL server (Debian: apt-get install postgresql)"
  echo "$found"
}

postgres_user() { if id -u postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi; }

as_postgres() {
  if [[ $(id -u) != 0 ]]; then "$@"; return; fi
  setpriv --reuid="$(postgres_user)" --regid="$(id -g "$(postgres_user)")" --clear-groups -- "$@"
}

postgres_runs() { [[ -d $folder/postgres/data ]] && as_postgres "$(postgres_program pg_ctl)" -D "$folder/postgres/data" status >/dev/null 2>&1; }

make_postgres() {
  [[ -e $folder/postgres/data/PG_VERSION ]] && return
  mkdir -p "$folder/postgres"
  if [[ $(id -u) == 0 ]]; then
    chmod 711 "$folder"
    chown "$(postgres_user)" "$folder/postgres"
    as_postgres test -w "$folder/postgres" || fail "the user $(postgres_user) can't get into $folder: choose another place with CLUSTER_FOLDER, such as /tmp/cluster"
  fi
  chmod 700 "$folder/postgres"
  local password
  password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
  as_postgres sh -c 'umask 077; printf %s "$1" >"$2"' sh "$password" "$folder/postgres/password"
  as_postgres "$(postgres_program initdb)" -D "$folder/postgres/data" --username=orchestrator --pwfile="$folder/postgres/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C --data-checksums >"$folder/postgres.initdb.log" 2>&1 \
    || fail "initdb failed, see $folder/postgres.initdb.log"
  as_postgres tee -a "$folder/postgres/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
port = $(port_of postgres)
unix_socket_directories = ''
max_connections = 200
CONF
  (umask 077; echo "Host=127.0.0.1;Port=$(port_of postgres);Database=postgres;Username=orchestrator;Password=$password" >"$folder/store")
}

start_postgres() {
  make_postgres
  postgres_runs && return
  as_postgres "$(postgres_program pg_ctl)" -D "$folder/postgres/data" -l "$folder/postgres/log" -w -t 60 start >/dev/null \
    || fail "PostgreSQL did not start, see $folder/postgres/log"
}

stop_postgres() { if postgres_runs; then as_postgres "$(postgres_program pg_ctl)" -D "$folder/postgres/data" -m "$1" -w -t 60 stop >/dev/null; fi; }

# ---- Silos and gateways.

# Ports are chosen once, so that a process that comes back is where it was. Below those that the system gives out by itself.
port_of() {
  local file=$folder/ports/$1 port
  if [[ ! -e $file ]]; then
    mkdir -p "$folder/ports"
    while :; do
      port=$((15000 + (RANDOM * 32768 + RANDOM) % 15000))
      ! grep -qx -- "$port" "$folder"/ports/* 2>/dev/null && ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    done
    echo "$port" >"$file"
  fi
  cat "$file"
}

url_of() { echo "http://127.0.0.1:$(port_of "$1")"; }

host() {
  local built
  if [[ -n ${CLUSTER_HOST:-} ]]; then
    [[ -x $CLUSTER_HOST ]] || fail "CLUSTER_HOST is '$CLUSTER_HOST', which can't be run"
    echo "$CLUSTER_HOST"
    return
  fi
  built=$(ls -t "$repository"/artifacts-orleans/bin/Orchestrator.Host/*/orchestrator-host 2>/dev/null | head -n 1) || true
  if [[ -z $built ]]; then
    echo "local-cluster: building the host on Orleans" >&2
    dotnet restore "$repository/src/Orchestrator.Host" -p:GrainEngine=Orleans -v q >&2 \
      || fail "the Microsoft.Orleans packages can't be restored from here: a cluster needs the Orleans flavour of the host. Build it elsewhere and name it with CLUSTER_HOST"
    dotnet build "$repository/src/Orchestrator.Host" -c Release -p:GrainEngine=Orleans --no-restore -v q --nologo >&2 || fail "the host does not build"
    built=$repository/artifacts-orleans/bin/Orchestrator.Host/release/orchestrator-host
  fi
  echo "$built"
}

# The number may be another process's by now: the command line tells.
pid_of() {
  local pid
  pid=$(cat "$folder/$1/pid" 2>/dev/null) || return 1
  [[ -r /proc/$pid/cmdline && $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null) == *"--data $folder/$1/data "* ]] || return 1
  echo "$pid"
}

start_host() {
  local name=$1 program
  pid_of "$name" >/dev/null && return
  program=$(host)
  mkdir -p "$folder/$name"
  local args=(--role "${name%%[0-9]*}" --data "$folder/$name/data" --urls "$(url_of "$name")")
  if [[ $name == silo* ]]; then args+=(--silo-port "$(port_of "$name.silo")" --gateway-port "$(port_of "$name.gateway")"); fi
  # The store's password is nothing for the list of processes.
  (cd "$folder/$name" && exec env Orchestrator__Store="$(cat "$folder/store")" \
    OTEL_RESOURCE_ATTRIBUTES="${OTEL_RESOURCE_ATTRIBUTES:+$OTEL_RESOURCE_ATTRIBUTES,}service.instance.id=$name" setsid "$program" "${args[@]}" </dev/null >>"$folder/$name/log" 2>&1) &
  echo $! >"$folder/$name/pid"
}

is_ready() { curl -fsS -o /dev/null --max-time 5 "$(url_of "$1")/readyz" 2>/dev/null; }

wait_ready() {
  local name=$1 i
  for ((i = 0; i < ready_seconds * 5; i++)); do
    is_ready "$name" && return
    pid_of "$name" >/dev/null || { tail -n 5 "$folder/$name/log" >&2; fail "$name ended, see $folder/$name/log"; }
    sleep 0.2
  done
  curl -sS --max-time 5 "$(url_of "$name")/readyz" >&2 || true
  fail "$name is not ready after $ready_seconds s, see $folder/$name/log"
}

stop_host() {
  local name=$1 pid i
  pid=$(pid_of "$name") || return 0
  kill "$pid" 2>/dev/null || true
  for ((i = 0; i < stop_seconds * 10; i++)); do
    pid_of "$name" >/dev/null || return 0
    sleep 0.1
  done
  echo "local-cluster: $name did not stop within $stop_seconds s and is killed" >&2
  kill -9 "$pid" 2>/dev/null || true
}

watch_owner() {
  [[ -n ${CLUSTER_OWNER:-} ]] || return 0
  (
    while kill -0 "$CLUSTER_OWNER" 2>/dev/null; do sleep 1; done
    CLUSTER_OWNER='' exec "$script" stop
  ) </dev/null >/dev/null 2>&1 &
}

status() {
  local name pid
  printf '%-10s %-9s %-8s %s\n' name process ready address
  if postgres_runs; then pid=$(head -n 1 <(as_postgres cat "$folder/postgres/data/postmaster.pid")); else pid=-; fi
  printf '%-10s %-9s %-8s %s\n' postgres "$pid" "$([[ $pid == - ]] && echo no || echo yes)" "127.0.0.1:$(port_of postgres)"
  for name in $(names); do
    pid=$(pid_of "$name") || pid=-
    printf '%-10s %-9s %-8s %s\n' "$name" "$pid" "$(is_ready "$name" && echo yes || echo no)" "$(url_of "$name")"
  done
}

command=${1:-}
case $command in start | stop | status) [[ $# == 1 ]] || usage ;; kill | restart | logs) [[ $# == 2 ]] || usage ;; *) usage ;; esac
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
export CLUSTER_FOLDER=$folder
if [[ $# == 2 ]]; then known "$2"; fi

case $command in
  start)
    host >/dev/null
    start_postgres
    for name in $(names); do start_host "$name"; done
    watch_owner
    for name in $(names); do wait_ready "$name"; done
    status
    ;;
  stop)
    pids=()
    for name in $(names | grep gateway); do stop_host "$name" & pids+=($!); done
    wait "${pids[@]}"
    for name in $(names | grep silo); do stop_host "$name"; done
    stop_postgres fast
    ;;
  status) status ;;
  kill)
    if [[ $2 == postgres ]]; then
      stop_postgres immediate
    else
      pid=$(pid_of "$2") || fail "$2 does not run"
      kill -9 "$pid"
    fi
    ;;
  restart)
    if [[ $2 == postgres ]]; then
      stop_postgres fast
      start_postgres
    else
      stop_host "$2"
      start_host "$2"
      wait_ready "$2"
    fi
    ;;
  logs)
    if [[ $2 == postgres ]]; then as_postgres tail -n 50 -F "$folder/postgres/log"; else tail -n 50 -F "$folder/$2/log"; fi
    ;;
esac
