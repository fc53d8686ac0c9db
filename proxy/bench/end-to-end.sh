#!/usr/bin/env bash
# Measures what a tap costs: the same loads from the bench console to the bench host directly, through HAProxy in TCP mode,
# and through the tap with its WAL on, one after the other in every round. Everything is on 127.0.0.1.
set -euo pipefail
export LC_ALL=C

usage() {
    cat <<'END'
Usage: proxy/bench/end-to-end.sh [OPTION]... [-- OPTION OF `proxy`...]

  --rounds N       rounds over all loads and routes (default 5)
  --seconds S      how long each run counts (default 1.5)
  --warm-up S      how long each run goes before it counts (default 0.5)
  --loads LIST     of stat, stat16, read64k, write64k and read1m, with commas (default all)
  --reads FORM     how the host answers reads above the first read size: newest (default) or old
  --journal DIR    two more routes, in the same rounds: a second tap, which also keeps a journal, in a new folder in DIR; and
                   the first one while something else writes as many bytes a second to a file in DIR, and syncs them
  --jar FILE       the tap (default proxy/target/pcfs-tap.jar)

In the options of `proxy`, {dir} is a new folder that is removed at the end: -- --journal {dir}/journal
END
}

fail() {
    echo "end-to-end: $*" >&2
    exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar=$here/../target/pcfs-tap.jar
rounds=5
seconds=1.5
warm_up=0.5
loads=stat,stat16,read64k,write64k,read1m
journal_disk=
reads=newest
while (($# > 0)); do
    case $1 in
        -h | --help) usage; exit 0 ;;
        --) shift; break ;;
        --rounds | --seconds | --warm-up | --loads | --reads | --journal | --jar)
            (($# > 1)) || fail "$1 needs a value"
            case $1 in
                --rounds) rounds=$2 ;;
                --seconds) seconds=$2 ;;
                --warm-up) warm_up=$2 ;;
                --loads) loads=$2 ;;
                --reads) reads=$2 ;;
                --journal) journal_disk=$2 ;;
                --jar) jar=$2 ;;
            esac
            shift 2 ;;
        *) usage >&2; fail "$1 is not an option" ;;
    esac
done
proxy_options=("$@")
[[ $rounds =~ ^[1-9][0-9]{0,2}$ ]] || fail "--rounds is $rounds, allowed are 1..999"
[[ -f $jar ]] || fail "$jar is missing; build it with: mvn -DskipTests package"

declare -A load_options=(
    [stat]="--load stat --connections 1"
    [stat16]="--load stat --connections 16"
    [read64k]="--load read --connections 1 --size 65536"
    [write64k]="--load write --connections 1 --size 65536"
    [read1m]="--load read --connections 4 --size 1048576"
)
IFS=, read -r -a load_names <<<"$loads"
for load in "${load_names[@]}"; do
    [[ -n ${load_options[$load]:-} ]] || fail "--loads has $load, allowed are stat, stat16, read64k, write64k and read1m"
done

if ! command -v haproxy >/dev/null; then
    as_root=()
    ((EUID == 0)) || as_root=(sudo)
    "${as_root[@]}" apt-get update -q >&2
    # Its service would listen where somebody else may: it is not started.
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -q -y --no-install-recommends haproxy >&2
fi

dir=$(mktemp -d)
journal=
if [[ -n $journal_disk ]]; then
    mkdir -p -- "$journal_disk"
    journal=$(mktemp -d -p "$journal_disk")
fi
started=()

writer=
end_writer() {
    if [[ -n $writer ]]; then
        kill "$writer" 2>/dev/null || true
        wait "$writer" 2>/dev/null || true
        writer=
        rm -f -- "$journal/disk"
    fi
}

# Ends what this script started, the last first, and waits for it: the tap has to drain and to say its summary.
stop_all() {
    local i pid tenths
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        pid=${started[i]}
        kill -TERM "$pid" 2>/dev/null || continue
        for ((tenths = 0; tenths < 200; tenths++)); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    started=()
}
on_exit() {
    end_writer
    stop_all
    rm -rf -- "$dir" ${journal:+"$journal"}
}
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# await SECONDS WHAT LOG COMMAND...: until the command succeeds.
await() {
    local tenths=$(($1 * 10)) what=$2 log=$3
    shift 3
    while ! "$@"; do
        ((tenths-- > 0)) || fail "$what did not start: $(tail -n 3 "$log")"
        sleep 0.1
    done
}
listens() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Small and without a second compiler or collector threads: host and console are not what is measured.
java_bench=(java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp "$jar")

start_host() {
    "${java_bench[@]}" dev.pcfstap.fixtures.bench.BenchHost --reads "$reads" >"$dir/host.out" 2>"$dir/host.log" &
    started+=($!)
    await 20 "the bench host" "$dir/host.log" grep -q listening "$dir/host.out"
    host_port=$(sed 's/.*://' "$dir/host.out")
}

# HAProxy cannot say which port it was given, so ports below the range of outgoing connections are tried.
start_haproxy() {
    local attempt pid tenths
    for attempt in 1 2 3 4 5; do
        haproxy_port=$((20000 + RANDOM % 10000))
        if listens "$haproxy_port"; then
            continue
        fi
        cat >"$dir/haproxy.cfg" <<END
global
    nbthread 1
defaults
    mode tcp
    timeout connect 5s
    timeout client 1m
    timeout server 1m
listen bench
    bind 127.0.0.1:$haproxy_port
    server host 127.0.0.1:$host_port
END
        haproxy -db -f "$dir/haproxy.cfg" >"$dir/haproxy.log" 2>&1 &
        pid=$!
        for ((tenths = 0; tenths < 50; tenths++)); do
            if ! kill -0 "$pid" 2>/dev/null; then
                wait "$pid" || true
                break
            fi
            if listens "$haproxy_port"; then
                started+=("$pid")
                return
            fi
            sleep 0.1
        done
        kill "$pid" 2>/dev/null && wait "$pid" || true
    done
    fail "HAProxy did not start: $(tail -n 3 "$dir/haproxy.log")"
}

# start_tap NAME OPTION...: its port is then in ports[NAME].
declare -A ports
start_tap() {
    local name=$1
    shift
    java -Xmx128m -jar "$jar" proxy --listen 127.0.0.1:0 --upstream "127.0.0.1:$host_port" --wal "$dir/$name.wal" \
        --port-file "$dir/$name.port" "$@" "${proxy_options[@]//\{dir\}/$dir}" >"$dir/$name.out" 2>"$dir/$name.log" &
    tap_pid=$!
    started+=("$tap_pid")
    await 30 "the $name" "$dir/$name.log" tap_is_ready "$name"
    ports[$name]=$(<"$dir/$name.port")
}
tap_is_ready() {
    [[ -s $dir/$1.port ]] || ! kill -0 "$tap_pid" 2>/dev/null || return 1
    [[ -s $dir/$1.port ]] || fail "the $1 ended: $(tail -n 3 "$dir/$1.log")"
}

# run PORT LOAD: one line of name=value.
run() {
    local options
    read -r -a options <<<"${load_options[$2]}"
    "${java_bench[@]}" dev.pcfstap.fixtures.bench.BenchConsole --port "$1" "${options[@]}" \
        --warm-up "$warm_up" --seconds "$seconds"
}

# What a journal of such a run writes, in bytes a second: file data, headers, and 24 bytes of journal for each of them.
journal_rate() {
    tr ' ' '\n' <<<"$1" | awk -F= '{ figure[$1] = $2 } END { printf "%d", figure["MB/s"] * 1e6 + figure["ops/s"] * 300 }'
}

# run_beside_disk PORT LOAD RATE FILE: the same as run, into a file. Not in a subshell: the writer is ended here.
run_beside_disk() {
    local life
    (($3 > 0)) || return 1
    # Should this script be killed, the disk is not filled.
    life=$(awk "BEGIN { print $warm_up + $seconds + 30 }")
    "${java_bench[@]}" dev.pcfstap.fixtures.bench.BenchDisk --file "$journal/disk" --rate "$3" --seconds "$life" &
    writer=$!
    run "$1" "$2" >"$4" && kill -0 "$writer" || return 1
    end_writer
}

start_host
start_haproxy
start_tap tap
ports[direct]=$host_port
ports[haproxy]=$haproxy_port
routes=(direct haproxy tap)
if [[ -n $journal ]]; then
    # A run can write more than the disk has room for: the oldest segments go then.
    start_tap journal --journal "$journal/journal" --journal-keep-free 4GiB
    routes+=(journal)
fi
declare -A rates

for load in "${load_names[@]}"; do
    echo "warm-up: $load" >&2
    for route in "${routes[@]}"; do
        line=$(run "${ports[$route]}" "$load") || fail "$load failed, route: $route"
        rates[$load]=$(journal_rate "$line")
    done
done
for ((round = 1; round <= rounds; round++)); do
    for load in "${load_names[@]}"; do
        echo "round $round of $rounds: $load" >&2
        for route in "${routes[@]}"; do
            line=$(run "${ports[$route]}" "$load") || fail "$load failed, route: $route; $(tail -qn 3 "$dir"/*.log)"
            echo "$load $route $line" >>"$dir/results"
            rates[$load]=$(journal_rate "$line")
        done
        if [[ -n $journal ]]; then
            run_beside_disk "${ports[tap]}" "$load" "${rates[$load]}" "$dir/line" || fail "$load failed, route: disk"
            echo "$load disk $(<"$dir/line")" >>"$dir/results"
        fi
    done
done
stop_all

echo "$(nproc) cores; $(java -version 2>&1 | sed -n 2p); $(haproxy -v | sed -n 1p)"
echo "rounds: $rounds, each run counts ${seconds} s; reads: $reads; options of the tap: ${proxy_options[*]:-none}"
echo
awk -v loads="${load_names[*]}" -f "$here/end-to-end.awk" "$dir/results"
echo
for name in "${routes[@]:2}"; do
    echo "The summary of the $name, $(stat -c %s "$dir/$name.wal") bytes of WAL:"
    tail -n 12 "$dir/$name.log"
done
