#!/usr/bin/env bash
# Measures what is done with captures afterwards: a read-heavy journal of three lengths as JSON, and a packet capture of the
# same traffic as a WAL, beside tshark, which only prints the payload of each packet. Everything is on 127.0.0.1.
set -euo pipefail

usage() {
    cat <<'END'
Usage: proxy/bench/offline.sh [OPTION]...

  --rounds N       rounds over everything but tshark, which takes minutes and runs once (default 3)
  --sizes LIST     megabytes of file data in the journals, with commas (default 512,1024,2048)
  --disk DIR       where the journals go: twice their sizes (default: the folder for temporary files)
  --jar FILE       the tap (default proxy/target/pcfs-tap.jar)
END
}

fail() {
    echo "offline: $*" >&2
    exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar=$here/../target/pcfs-tap.jar
rounds=3
sizes=512,1024,2048
disk=${TMPDIR:-/tmp}
while (($# > 0)); do
    case $1 in
        -h | --help) usage; exit 0 ;;
        --rounds | --sizes | --disk | --jar)
            (($# > 1)) || fail "$1 needs a value"
            case $1 in
                --rounds) rounds=$2 ;;
                --sizes) sizes=$2 ;;
                --disk) disk=$2 ;;
                --jar) jar=$2 ;;
            esac
            shift 2 ;;
        *) usage >&2; fail "$1 is not an option" ;;
    esac
done
[[ $rounds =~ ^[1-9][0-9]{0,2}$ ]] || fail "--rounds is $rounds, allowed are 1..999"
[[ $sizes =~ ^[1-9][0-9]{0,4}(,[1-9][0-9]{0,4})*$ ]] || fail "--sizes is $sizes, wanted are numbers with commas"
[[ -f $jar ]] || fail "$jar is missing; build it with: mvn -DskipTests package"
command -v tshark >/dev/null || fail "tshark is missing"
IFS=, read -r -a size_list <<<"$sizes"

dir=$(mktemp -d -p "$disk")
started=()
on_exit() {
    local pid
    for pid in "${started[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
    done
    rm -rf -- "$dir"
}
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# await FILE LOG: until the file has something in it.
await() {
    local tenths
    for ((tenths = 0; tenths < 300; tenths++)); do
        [[ -s $1 ]] && return
        sleep 0.1
    done
    fail "nothing came: $(tail -n 3 "$2")"
}

tap=(java -Xmx128m -jar "$jar")
bench=(java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$jar")

# record MEGABYTES: a journal of one stream that reads as much, 1 MiB at a time.
record() {
    local host_pid tap_pid
    rm -f "$dir"/host.* "$dir"/tap.*
    "${bench[@]}" dev.pcfstap.fixtures.bench.BenchHost >"$dir/host.out" 2>"$dir/host.log" &
    host_pid=$!
    started+=("$host_pid")
    await "$dir/host.out" "$dir/host.log"
    "${tap[@]}" proxy --listen 127.0.0.1:0 --upstream "127.0.0.1:$(sed 's/.*://' "$dir/host.out")" \
        --wal "$dir/tap.wal" --journal "$dir/journal.$1" --port-file "$dir/tap.port" 2>"$dir/tap.log" &
    tap_pid=$!
    started+=("$tap_pid")
    await "$dir/tap.port" "$dir/tap.log"
    "${bench[@]}" dev.pcfstap.fixtures.bench.BenchConsole --port "$(<"$dir/tap.port")" --load read --connections 1 \
        --size 1048576 --warm-up 0 --seconds 60 --operations "$1" >"$dir/console.out"
    kill -TERM "$tap_pid"
    wait "$tap_pid" || fail "the tap lost something: $(tail -n 3 "$dir/tap.log")"
    kill -TERM "$host_pid"
    wait "$host_pid" || true
    started=()
}

# timed NAME BYTES COMMAND...: one line of figures, and one of seconds in the results.
TIMEFORMAT='%R %U'
timed() {
    local name=$1 bytes=$2 times
    shift 2
    times=$({ time "$@" >"$dir/out" 2>"$dir/err"; } 2>&1) || fail "$name failed: $(tail -n 3 "$dir/err")"
    echo "$name $bytes $times" >>"$dir/results"
}
bytes_of() {
    cat -- "$@" | wc -c
}
figures() {
    sort -k1,1 -k3,3n "$dir/results" | awk '
        { name = $1; n[name]++; wall[name, n[name]] = $3; cpu[name, n[name]] = $4; bytes[name] = $2
          if (n[name] == 1) order[++names] = name }
        END {
            printf "| %-24s | %9s | %8s | %8s | %8s |\n", "command", "MB", "s", "MB/s", "user s"
            print "| --- | ---: | ---: | ---: | ---: |"
            for (i = 1; i <= names; i++) {
                name = order[i]; middle = int((n[name] + 1) / 2)
                printf "| %-24s | %9.0f | %8.2f | %8.0f | %8.2f |\n", name, bytes[name] / 1e6, wall[name, middle],
                    bytes[name] / 1e6 / wall[name, middle], cpu[name, middle]
            }
            if (n["capture-tshark"]) {
                printf "\ntshark takes %.0f times as long as decode\n",
                    wall["capture-tshark", 1] / wall["capture-decode", int((n["capture-decode"] + 1) / 2)]
            }
        }'
}

for size in "${size_list[@]}"; do
    echo "recording $size MiB" >&2
    record "$size"
done
capture_size=${size_list[$((${#size_list[@]} / 2))]}
"${tap[@]}" export "$dir/journal.$capture_size" --to pcapng --output "$dir/capture.pcapng" 2>"$dir/err"
capture_bytes=$(bytes_of "$dir/capture.pcapng")

for ((round = 1; round <= rounds; round++)); do
    echo "round $round of $rounds" >&2
    for size in "${size_list[@]}"; do
        timed "journal-$(printf %05d "$size")-json" "$(bytes_of "$dir/journal.$size"/*.pcj)" \
            "${tap[@]}" decode "$dir/journal.$size" --format json
    done
    timed capture-decode "$capture_bytes" "${tap[@]}" decode "$dir/capture.pcapng" --port "$(sed 's/.*://' "$dir/host.out")"
done
echo "tshark" >&2
timed capture-tshark "$capture_bytes" tshark -r "$dir/capture.pcapng" -T fields -e tcp.payload

echo "$(nproc) cores; $(java -version 2>&1 | sed -n 2p); $(tshark --version | sed -n 1p); decode with -Xmx128m"
echo "medians of $rounds rounds, tshark once; every figure has the start of the process in it"
echo
figures
