# Reads "LOAD ROUTE name=value..." lines, one a run, and prints medians over the rounds, the tap against HAProxy, and a tap
# with a journal, if there was one, against the tap without, alone and beside something else that writes to the disk.

{
    key = $1 " " $2
    runs[key]++
    for (i = 3; i <= NF; i++) {
        split($i, pair, "=")
        values[key " " pair[1], runs[key]] = pair[2]
    }
}

END {
    count = split(loads, load, " ")
    routes = split("direct haproxy tap journal disk", route, " ")
    if (!runs[load[1] " journal"]) {
        routes -= 2
    }
    row = "| %-8s | %-7s | %9s | %8s | %8s | %8s | %8s | %9s | %9s |\n"
    printf row, "load", "route", "ops/s", "MB/s", "p50 us", "p90 us", "p99 us", "p99.9 us", "max us"
    printf row, "---", "---", "---:", "---:", "---:", "---:", "---:", "---:", "---:"
    for (l = 1; l <= count; l++) {
        for (r = 1; r <= routes; r++) {
            key = load[l] " " route[r]
            printf row, load[l], route[r], whole(key, "ops/s"), whole(key, "MB/s"), tenth(key, "p50"), tenth(key, "p90"),
                tenth(key, "p99"), tenth(key, "p99.9"), tenth(key, "max")
        }
    }
    print ""
    print "| ratio: the tap to HAProxy | measured | target |"
    print "| --- | ---: | ---: |"
    for (l = 1; l <= count; l++) {
        if (load[l] == "stat") {
            added_latency()
        } else {
            throughput(load[l])
        }
    }
    if (routes == 5) {
        print ""
        print "| throughput | journal to tap | target | disk to tap | journal to disk |"
        print "| --- | ---: | ---: | ---: | ---: |"
        for (l = 1; l <= count; l++) {
            printf "| %s | %s | >= 0.85 | %s | %s |\n", load[l], ratio(load[l], "journal", "tap"),
                ratio(load[l], "disk", "tap"), ratio(load[l], "journal", "disk")
        }
    }
}

function added_latency(    direct, haproxy, tap) {
    direct = median("stat direct p50")
    haproxy = median("stat haproxy p50") - direct
    tap = median("stat tap p50") - direct
    if (haproxy <= 0) {
        printf "| added median latency of a stat (%.1f us to %.1f us) | none: HAProxy added nothing | <= 1.5 |\n", tap, haproxy
    } else {
        printf "| added median latency of a stat (%.1f us to %.1f us) | %.2f | <= 1.5 |\n", tap, haproxy, tap / haproxy
    }
}

function throughput(name,    target) {
    target = name == "stat16" ? 0.5 : name == "read1m" ? 0.6 : 0.8
    printf "| throughput of %s | %s | >= %.1f |\n", name, ratio(name, "tap", "haproxy"), target
}

# The median of the ratios within each round: what changes the machine's speed from one round to the next is not in it.
function ratio(name, a, b,    key, i, divisor) {
    key = name " " a "/" b
    runs[key] = runs[name " " a]
    for (i = 1; i <= runs[key]; i++) {
        divisor = values[name " " b " ops/s", i]
        if (divisor <= 0) {
            return "-"
        }
        values[key " ops/s", i] = values[name " " a " ops/s", i] / divisor
    }
    return sprintf("%.2f", median(key " ops/s"))
}

function whole(key, field) { return sprintf("%.0f", median(key " " field)) }

function tenth(key, field) { return sprintf("%.1f", median(key " " field)) }

# The median of one field over the rounds: LOAD ROUTE FIELD.
function median(name,    parts, n, i, j, sorted, moved) {
    split(name, parts, " ")
    n = runs[parts[1] " " parts[2]]
    for (i = 1; i <= n; i++) {
        moved = values[name, i] + 0
        for (j = i - 1; j >= 1 && sorted[j] > moved; j--) {
            sorted[j + 1] = sorted[j]
        }
        sorted[j + 1] = moved
    }
    return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}
