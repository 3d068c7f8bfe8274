# What the benchmark scripts share; sourced from the root of the checkout.
seconds=${SECONDS_EACH:-6}
warmup=${WARMUP:-3}
heat=${HEAT:-20} # Seconds of load before anything is measured: a JVM compiles what is asked of it, and a server runs for weeks.
work=$(mktemp -d)
chmod 755 "$work"
pids=()
: >"$work/missing"

# Ends what was started here, by its process id.
finish() {
  for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done
  for p in "${pids[@]}"; do wait "$p" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

# need PROGRAM:PACKAGE...: installs what is missing.
need() {
  local each lacking=()
  for each in "$@"; do command -v "${each%%:*}" >/dev/null || lacking+=("${each##*:}"); done
  [ ${#lacking[@]} -eq 0 ] && return
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${lacking[@]}" >/dev/null
  for each in rspamd redis-server postfix dovecot; do service "$each" stop >/dev/null 2>&1 || true; done
}

build() {
  ./sluice version >/dev/null
  jdk=""
  local candidate
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if grep -q '^JAVA_VERSION="\(2[5-9]\|[3-9][0-9]\)' "$candidate/release" 2>/dev/null; then jdk=$candidate; break; fi
  done
  JAVA_HOME=$jdk mvn -q -B -ntp -pl bench -am package -DskipTests
}

java_bench() { # class arguments
  local class=$1
  shift
  "$jdk/bin/java" -XX:+UseSerialGC -Xmx256m -cp "bench/target/sluice-bench-0.1.0.jar:bench/target/lib/*" "org.sluice.bench.$class" "$@"
}

listening() { for _ in $(seq 300); do (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return; sleep 0.1; done; echo "nothing on $1" >&2; return 1; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {if (b > 0) printf "%.2f", a / b; else printf "-"}'; }
# aim WORDS A B LEAST [CONNECTIONS]: a row of the table of aims; what a ratio misses by less than it shows, it misses.
aim() {
  awk -v words="$1" -v a="$2" -v b="$3" -v least="$4" -v connections="${5:+$5 | }" 'BEGIN {
    if (b > 0) printf "| %s | %s%.2f | %s |\n", words, connections, a / b, (a / b >= least) ? "met" : "missed"
    else printf "| %s | %s- | not measured |\n", words, connections
  }'
}
machine() {
  echo "$(date -u +%F): $(nproc) cores ($(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)), Linux $(uname -r), $("$jdk/bin/java" -version 2>&1 | sed -n 2p)"
}
missing_lines() { [ ! -s "$work/missing" ] || { echo; cat "$work/missing"; }; }

# start_sluice MILTER [DELEGATION [PROXY NEXT_HOP]]: every limit on and binding, at values that the load does not reach.
start_sluice() {
  cat >"$work/sluice.toml" <<T
[delegation]
listen = ["127.0.0.1:${2:-0}"]
[milter]
listen = ["127.0.0.1:$1", "unix:$work/milter"]
unix-mode = "0666"
[administration]
listen = "127.0.0.1:0"
[proxy]
listen = ["127.0.0.1:${3:-0}"]
next-hop = "${4:+127.0.0.1:$4}"
trying-mailbox = false
[limits]
messages-per-minute = 10000
recipient-rate = 500000
recipients-per-message = 1000
organization-external-recipients = 1000000000
T
  ./sluice serve --data "$work/data" --config "$work/sluice.toml" >"$work/sluice.log" 2>&1 & pids+=($!)
  listening "$1"
  for _ in $(seq 100); do [ -f "$work/data/admin.access" ] && break; sleep 0.1; done
  ./sluice policy set Default --external-per-hour 10000 --internal-per-hour 10000 --per-day 10000 --mode Enforce --data "$work/data" >/dev/null
}

# start_rspamd PORT: Debian's rspamd as a milter with ratelimit alone, Redis of its own on the next port.
start_rspamd() {
  local redis=$(($1 + 1))
  mkdir -p "$work/rspamd"
  redis-server --port "$redis" --bind 127.0.0.1 --save "" --appendonly no --dir "$work/rspamd" >"$work/redis.log" 2>&1 & pids+=($!)
  cat >"$work/rspamd/rspamd.conf" <<T
options { filters = ""; pidfile = "$work/rspamd/pid"; dns { nameserver = ["127.0.0.1:1"]; } history_rows = 1; max_cores_size = 1; temp_dir = "$work/rspamd"; }
logging { type = "file"; filename = "$work/rspamd/log"; level = "error"; }
metric { name = "default"; actions { reject = 1000; } }
redis { servers = "127.0.0.1:$redis"; }
ratelimit { rates { user { selector = "user"; bucket { burst = 1000000; rate = "1000000 / 1min"; } } } }
modules { path = "/usr/share/rspamd/plugins/ratelimit.lua"; }
lua = "/usr/share/rspamd/rules/rspamd.lua";
worker "rspamd_proxy" { bind_socket = "127.0.0.1:$1"; milter = yes; count = 1; timeout = 120s; upstream "local" { default = yes; self_scan = yes; } }
T
  chown -R _rspamd "$work/rspamd"
  rspamd --no-fork --user _rspamd --group _rspamd --config "$work/rspamd/rspamd.conf" >"$work/rspamd.out" 2>&1 & pids+=($!)
  listening "$1" || { echo "**rspamd did not start** and was not measured." >>"$work/missing"; cat "$work/rspamd.out" "$work/rspamd/log" >&2; return 0; }
}
