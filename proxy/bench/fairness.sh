#!/usr/bin/env bash
# Measures how long a short answer takes beside many connections that push at a host which does not read: directly, through HAProxy in
# TCP mode, and through the tap, one after the other in every round. Everything is on 127.0.0.1.
set -euo pipefail
export LC_ALL=C

usage() {
    cat <<'END'
Usage: proxy/bench/fairness.sh [OPTION]... [-- OPTION OF `proxy`...]

  --rounds N        rounds over all routes (default 5)
  --seconds S       how long the others push (default 6)
  --connections N   how many push (default 100; their bytes fill the kernel's memory for TCP when there are many more)
  --jar FILE        the tap, and host and consoles (default proxy/target/pcfs-tap.jar)
  --before FILE     an older tap, one more route
END
}

fail() {
    echo "fairness: $*" >&2
    exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar=$here/../target/pcfs-tap.jar
rounds=5
seconds=6
connections=100
before=
while (($# > 0)); do
    case $1 in
        -h | --help) usage; exit 0 ;;
        --) shift; break ;;
        --rounds) rounds=$2; shift 2 ;;
        --seconds) seconds=$2; shift 2 ;;
        --connections) connections=$2; shift 2 ;;
        --jar) jar=$2; shift 2 ;;
        --before) before=$2; shift 2 ;;
        *) usage >&2; fail "$1 is not an option" ;;
    esac
done
proxy_options=("$@")
[[ -f $jar ]] || fail "$jar is missing; build it with: mvn -DskipTests package"
command -v haproxy >/dev/null || fail "haproxy is missing: apt-get install haproxy"

dir=$(mktemp -d)
started=()
stop_all() {
    local pid
    for pid in "${started[@]}"; do
        kill -TERM "$pid" 2>/dev/null || continue
        wait "$pid" 2>/dev/null || true
    done
    started=()
}
trap 'stop_all; rm -rf -- "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# await WHAT COMMAND...: until the command succeeds.
await() {
    local tenths=600 what=$1
    shift
    while ! "$@" 2>/dev/null; do
        ((tenths-- > 0)) || fail "$what did not start"
        sleep 0.1
    done
}
listens() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}
# What the route before has left in the kernel would hold up the next one.
tcp_memory_is_free() {
    awk '/^TCP:/ { exit !($NF < 20000) }' /proc/net/sockstat
}
java_bench=(java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp "$jar")

start_haproxy() {
    port=$((20000 + RANDOM % 10000))
    printf '%s\n' 'global' ' nbthread 1' 'defaults' ' mode tcp' ' timeout connect 5s' ' timeout client 1m' \
        ' timeout server 1m' 'listen bench' " bind 127.0.0.1:$port" " server host 127.0.0.1:$host_port" >"$dir/haproxy.cfg"
    haproxy -db -f "$dir/haproxy.cfg" >"$dir/haproxy.log" 2>&1 &
    started+=($!)
    await HAProxy listens "$port"
}
start_tap() {
    rm -f "$dir/port"
    java -Xmx1g -jar "$1" proxy --listen 127.0.0.1:0 --upstream "127.0.0.1:$host_port" --wal "$dir/wal" --force \
        --port-file "$dir/port" "${proxy_options[@]}" >"$dir/tap.out" 2>"$dir/tap.log" &
    started+=($!)
    await "the tap" test -s "$dir/port"
    port=$(<"$dir/port")
}

routes=(direct haproxy tap ${before:+before})
for ((round = 1; round <= rounds; round++)); do
    for route in "${routes[@]}"; do
        echo "round $round of $rounds: $route" >&2
        await "a free kernel" tcp_memory_is_free
        "${java_bench[@]}" dev.pcfstap.fixtures.bench.BenchCrowdHost >"$dir/host.out" 2>"$dir/host.log" &
        started+=($!)
        await "the host" grep -q listening "$dir/host.out"
        host_port=$(sed 's/.*://' "$dir/host.out")
        case $route in
            direct) port=$host_port ;;
            haproxy) start_haproxy ;;
            tap) start_tap "$jar" ;;
            before) start_tap "$before" ;;
        esac
        line=$("${java_bench[@]}" dev.pcfstap.fixtures.bench.BenchCrowd --port "$port" --connections "$connections" \
            --seconds "$seconds") || fail "$route failed: $(tail -n 3 "$dir"/*.log)"
        echo "$route $line" | tee -a "$dir/results" >&2
        stop_all
    done
done

echo "$(nproc) cores; load $(cut -d' ' -f1 /proc/loadavg); $(haproxy -v | sed -n 1p)"
echo "$rounds rounds of $seconds s, $connections connections push; milliseconds of an answer, median and worst of the rounds"
echo
echo '| route | alone, worst | p50 | p99 | worst | pushed, MB |'
echo '| --- | ---: | ---: | ---: | ---: | ---: |'
column() { # ROUTE NAME: the median of its values, and the highest
    sed -n "s/^$1 .*\b$2=\([0-9.]*\).*/\1/p" "$dir/results" | sort -n \
        | awk '{ value[NR] = $1 } END { printf "%s (%s)", value[int((NR + 1) / 2)], value[NR] }'
}
for route in "${routes[@]}"; do
    echo "| $route | $(column "$route" alone-max-ms) | $(column "$route" p50-ms) | $(column "$route" p99-ms) |" \
        "$(column "$route" max-ms) | $(column "$route" pushed-MB) |"
done
