# shellcheck shell=bash disable=SC2154
# What processes share: a counter under a lock, a manager's dictionary, an array. Sourced by bench.sh.
there_shared_python() { python3 -c "import multiprocessing" > /dev/null 2>&1; }
shared_python() { timeout 60 python3 "$here/shared.py" "$@"; }
shared_floor() { built shared-floor cc -O2 -pthread "$here/shared-floor.c" && timeout 60 ./shared-floor "$@"; }

# shared_figure WORKLOAD WORKERS EXPRESSION: the median over three runs of a figure made from the columns.
shared_figure() {
  printf 'name: shared\nworkload: %s\nexecutor: fork\nworkers: %s\nrepetitions: 3\n' "$1" "$2" > shared.yaml
  "$swrun" --lock none -q -o "$work/results" shared.yaml > /dev/null || return 1
  awk -F, -v figure="$3" '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    figure == "additions" { print $column["expected"] / $column["wall_s"] / 1e6 }
    figure == "get" { print $column["round_trip_s"] * 1e6 }
    figure == "transfer" { print $column["transfer_s"] * 1e3 }' \
    "$work"/results/shared/latest/measurements.csv | middle
  rm -rf "$work/results"
}
locked_additions() {
  shared_figure "{kind: race, tasks: 2, increments: 5000000, sharing: shared, guard: $1}" 2 additions
}
manager_get() { shared_figure "{kind: manager, tasks: 1, operations: 20000, lock: false}" 1 get; }
array_transfer() { shared_figure "{kind: array, size: $1, transfer: $2}" 1 transfer; }

for lock in mutex spin; do
  row "locked counter, 2 processes, $lock" "M/s" "Python multiprocessing.Value" ">= 20" "locked_additions $lock" \
    "shared_python counter 200000"
done
row "locked counter, 2 processes, mutex" "M/s" "C, pthread mutex" "-" "locked_additions mutex" \
  "shared_floor mutex 5000000"
row "manager, get" us "C, Unix socket" "<= 1.5" "manager_get" "shared_floor socket 50000"
row "manager, get" us "Python multiprocessing.Manager" "-" "manager_get" "shared_python manager 5000"
row "array of 80 MB, copied" ms "Python, pickle, pipe" "-" "array_transfer 80MB copy" "shared_python array 80000000"
for size in 1 80 800; do
  row "array of $size MB, shared memory" ms "C, one memcpy" "<= 1 ms" "array_transfer ${size}MB shared" \
    "shared_floor memcpy ${size}000000"
done
row "array of 80 MB, mapped file" ms "C, one memcpy" "-" "array_transfer 80MB mapped" "shared_floor memcpy 80000000"
