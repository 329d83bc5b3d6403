# shellcheck shell=bash disable=SC2154
# What swrun itself computes: workloads, and the plan of a large sweep. Sourced by bench.sh.
awk 'BEGIN {
  print "name: million\nworkload: {command: [echo, \"{workers} {a} {b} {c}\"]}\nworkers: {from: 1, to: 10}"
  print "parameters:\n  a: {from: 1, to: 100}\n  b: {from: 1, to: 100}\n  c: {from: 1, to: 10}" }' > million.yaml
cat > pi.yaml <<'Y'
name: pi
workload: { kind: pi, points: 200000000 }
executor: serial
repetitions: 3
Y
cat > powern.yaml <<'Y'
name: powern
workload: { kind: powern, tasks: 10 }
executor: serial
repetitions: 3
Y

plan_million() {
  local from=${EPOCHREALTIME/./}
  "$swrun" plan million.yaml > /dev/null 2>&1
  echo $(((${EPOCHREALTIME/./} - from) / 1000))
}
points_per_second() {
  "$swrun" --lock none -q -o "$work/results" pi.yaml > /dev/null
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "wall_s") c = i; next } { print 200000000 / $c / 1e6 }' \
    "$work"/results/pi/latest/measurements.csv | middle
  rm -rf "$work/results"
}
c_points() { built pi cc -O3 "$here/pi.c" && ./pi 200000000 1 | awk -F= '{ print $NF / 1e6 }'; }
# Milliseconds of one task.
powern_task() {
  "$swrun" --lock none -q -o "$work/results" powern.yaml > /dev/null
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "wall_s") c = i; next } { print $c * 1e3 / 10 }' \
    "$work"/results/powern/latest/measurements.csv | middle
  rm -rf "$work/results"
}
c_powern() {
  built powern cc -O3 "$here/powern.c" -l:libgmp.a
  for _ in 1 2 3; do ./powern 10; done | awk '{ print $NF * 1e3 }' | middle
}
python_powern() {
  python3 -c 'import time
start = time.perf_counter()
sum((564982 + 100 * i) ** 9999 for i in range(400))
print((time.perf_counter() - start) * 1e3)'
}
there_python_powern() { command -v python3; }

row "plan of 1,000,000 cells" ms "the goal" "<= 1" "plan_million" "echo 2000"
row "pi, one worker" "Mpoints/s" "C, -O3" ">= 0.9" "points_per_second" "c_points"
row "powern, one task" ms "GMP called from C" "<= 1.1" "powern_task" "c_powern"
row "powern, one task" ms "Python's **" "-" "powern_task" "python_powern"
