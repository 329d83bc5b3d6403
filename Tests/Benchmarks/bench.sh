#!/bin/bash
# Compares swrun with the floor that the machine allows and with other tools, side by side in one run: every row is a
# ratio, taken pair by pair, of which the median, the lowest and the highest are printed.
#
# usage: bench.sh SWRUN [PAIRS]      also writes results/bench/latest.csv
set -euo pipefail
swrun=$(realpath "${1:-.build/release/swrun}")
pairs=${2:-7}
here=$(cd "$(dirname "$0")" && pwd)
out=$PWD/results/bench
work=$(mktemp -d)
group=/sys/fs/cgroup/unified
[ -f /sys/fs/cgroup/cgroup.procs ] && group=/sys/fs/cgroup
group=$group/bench-floor-$$
trap 'rmdir "$group" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir -p "$out"
cc -O2 -o "$work/floor" "$here/floor.c"
cc -O3 -o "$work/pi" "$here/pi.c"
cd "$work"
if mkdir "$group" 2>/dev/null; then export FLOOR_CGROUP=$group; fi

printf 'row,ours,unit,other,other_name,ratio,low,high,n,goal\n' > "$out/latest.csv"
printf '%-34s %10s %10s  %-26s %6s  %-15s %s\n' row ours other name ratio '[low, high]' goal

# The sorted middle of the numbers on the standard input.
middle() { sort -g | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

# row NAME UNIT OTHER_NAME GOAL OURS OTHER: OURS and OTHER are commands that print one number.
row() {
  local name=$1 unit=$2 other_name=$3 goal=$4 ours=$5 other=$6 i a b
  : > a; : > b; : > r
  for ((i = 0; i < pairs; i++)); do
    a=$($ours); b=$($other)
    echo "$a" >> a; echo "$b" >> b
    awk -v a="$a" -v b="$b" 'BEGIN { print a / b }' >> r
  done
  local left right ratio low high
  left=$(middle < a); right=$(middle < b); ratio=$(middle < r)
  low=$(sort -g r | head -1); high=$(sort -g r | tail -1)
  printf '%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n' "$name" "$left" "$unit" "$right" "$other_name" "$ratio" "$low" "$high" "$pairs" "$goal" >> "$out/latest.csv"
  printf '%-34s %10.5g %10.5g  %-26s %6.2f  [%.2f, %.2f]    %s\n' "$name ($unit)" "$left" "$right" "$other_name" "$ratio" "$low" "$high" "$goal"
}

missing() { printf '%-34s %s is not installed: not compared\n' "$1" "$2"; }

# Microseconds from the start of a run to the start of the next: the median over a sweep of one cell.
between_runs() {
  "$swrun" --lock none -q -o "$work/results" "$1" >/dev/null
  local folder; folder=$(readlink -f "$work/results/$(basename "$1" .yaml)/latest")
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "started_at") c = i; next }
    { split(substr($c, 12), t, /[:Z]/); now = t[1] * 3600 + t[2] * 60 + t[3]
      if (NR > 2) print (now - last) * 1e6; last = now }' "$folder/measurements.csv" | middle
  rm -rf "$work/results"
}

# The median of a whole program's time, in milliseconds, over 40 starts.
start_of() {
  local i from
  for ((i = 0; i < 40; i++)); do
    from=$(date +%s%N); "$@" > /dev/null; echo $(( ($(date +%s%N) - from) / 1000 ))
  done | middle | awk '{ print $1 / 1000 }'
}

cat > noop.yaml <<'Y'
name: noop
workload: { kind: noop, tasks: 1 }
executor: serial
warmup: 0
repetitions: 1500
Y
cat > true.yaml <<'Y'
name: "true"
workload: { command: [/bin/true], stdout: discard }
repetitions: 1500
Y
awk 'BEGIN {
  print "name: million\nworkload: {command: [echo, \"{workers} {a} {b} {c}\"]}\nworkers: {from: 1, to: 10}"
  print "parameters:\n  a: {from: 1, to: 100}\n  b: {from: 1, to: 100}\n  c: {from: 1, to: 10}" }' > million.yaml
cat > pi.yaml <<'Y'
name: pi
workload: { kind: pi, points: 200000000 }
executor: serial
repetitions: 3
Y
hyperfine_true() {
  hyperfine -N --warmup 20 --runs 1500 --export-json h.json /bin/true > /dev/null 2>&1
  awk -F: '/"median"/ { sub(/,/, "", $2); print $2 * 1e6 }' h.json
}
points_per_second() {
  "$swrun" --lock none -q -o "$work/results" pi.yaml > /dev/null
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "wall_s") c = i; next } { print 200000000 / $c / 1e6 }' \
    "$work"/results/pi/latest/measurements.csv | middle
  rm -rf "$work/results"
}
plan_million() { local from; from=$(date +%s%N); "$swrun" plan million.yaml > /dev/null 2>&1; echo $(( ($(date +%s%N) - from) / 1000000 )); }

row "noop, run to run" us "C, same system calls" "<= 1.5" "between_runs noop.yaml" "./floor run 1500 rows.tmp"
row "noop, run to run" us "C, bare fork" "-" "between_runs noop.yaml" "./floor fork 1500"
row "/bin/true, run to run" us "C, vfork + exec + wait" "<= 1.25" "between_runs true.yaml" "./floor true 1500"
if command -v hyperfine > /dev/null; then
  row "/bin/true, run to run" us "hyperfine -N, its median" "-" "between_runs true.yaml" hyperfine_true
else
  missing "/bin/true, run to run" hyperfine
fi
row "swrun --version" ms "/bin/true" "<= 8 ms" "start_of $swrun --version" "start_of /bin/true"
row "plan of 1,000,000 cells" ms "the goal" "<= 1" plan_million "echo 2000"
c_points() { ./pi 200000000 1 | awk -F= '{ print $NF / 1e6 }'; }
row "pi, one worker" "Mpoints/s" "C, -O3" ">= 0.9" points_per_second c_points
