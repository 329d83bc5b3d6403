#!/bin/bash
# course-sizes.sh PROGRAM: runs each experiment once at the size that a course gives it, and prints for each the time
# of the whole sweep, that of its longest run, and the peak of the memory of all processes of a run. About ten minutes
# on two CPUs.
set -u
program=$(realpath "${1:?the program to run}")
jobs=$(realpath "$(dirname "$0")/../../jobs")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 73
cp "$jobs"/download-* .

# course NAME LINES…: a manifest, run once, with the memory sampled.
course() {
  local name=$1 started code
  shift
  { echo "name: $name"; echo "repetitions: 1"; echo "sample: 100ms"; printf '%s\n' "$@"; } > "$name.yaml"
  started=$(date +%s.%N)
  "$program" run --quiet "$name.yaml" 2> "$name.err"
  code=$?
  python3 - "$name" "$code" "$started" 2> /dev/null << 'P' ||
import csv, sys, time
name, code, started = sys.argv[1:]
rows = list(csv.DictReader(open(f"results/{name}/latest/summary.csv")))
wall = max(float(row["median"] or 0) for row in rows)
peak = max(float(row["tree_peak_median"] or 0) for row in rows)
print(f"{name:20} {time.time() - float(started):8.1f} s {wall:10.2f} s {peak / 1e6:9.1f} MB   exit {code}", flush=True)
P
    printf '%-20s exit %d: %s\n' "$name" $code "$(head -3 "$name.err" | tr '\n' ' ')"
}

printf '%-20s %10s %12s %12s\n' experiment 'whole time' 'longest run' 'peak memory'
course fibonacci 'workload: {kind: fibonacci, n: 1000000}' 'executor: [serial, threads, fork]' 'workers: [1, 2]'
course domain 'workload: {kind: domain, n: 100000000, partition: [block, cyclic]}' 'executor: [threads, fork]' \
  'workers: [1, 2]'
course functional 'workload: {kind: functional, parts: [8s, 6s, 4s, 2s], mode: sleep}' 'executor: threads' \
  'workers: [1, 2, 4]'
course pipeline 'workload: {kind: pipeline, stages: 4, items: 100, stage_time: 100ms, slowest: 2, mode: sleep}' \
  'executor: threads' 'workers: [1, 4]'
course amdahl 'workload: {kind: amdahl, serial_fraction: [0.1, 0.25, 0.33, 0.5], work: 2s, mode: sleep}' \
  'executor: threads' 'workers: [1, 2, 4, 8, 16, 32, 64]'
course amdahl-spin 'workload: {kind: amdahl, serial_fraction: [0.1, 0.25, 0.33, 0.5], work: 2s, mode: spin}' \
  'executor: threads' 'workers: [1, 2]'
course gustafson 'workload: {kind: gustafson, serial_fraction: [0.1, 0.3, 0.5, 0.7], work: 1s, mode: sleep}' \
  'executor: threads' 'scaling: weak' 'workers: [1, 2, 4, 8, 16]'
course sleep 'workload: {kind: sleep, durations: [[1s, 1s], [8s, 7s, 6s, 5s, 4s, 3s, 2s, 1s]]}' 'executor: threads' \
  'workers: [1, 2, 4]'
course futures 'workload: {kind: futures, durations: [8s, 7s, 6s, 5s, 4s, 3s, 2s, 1s]}' 'executor: threads' 'workers: 8'
course inverse 'workload: {kind: inverse, values: [1, 2, 3, 4, 0, 5, 6, 7]}' 'executor: [threads, fork]' 'workers: 2'
course download 'workload: {kind: download, file: download-files.txt, base: "http://127.0.0.1:{server.port}", first: 200}' \
  'executor: threads' 'workers: [1, 50]' \
  'services: [{name: server, command: [python3, download-server.py, "{server.port}"], ready: {port: true}}]'
course powern-6 'workload: {kind: powern, tasks: 6}' 'executor: [threads-gil, threads, fork]' 'workers: [1, 2]'
course powern-50 'workload: {kind: powern, tasks: 50, outside_lock: [0, 0.9]}' 'executor: threads-gil' 'workers: [1, 2]'
course oversubscription 'workload: {kind: powern, tasks: 50}' 'executor: fork' 'workers: [1, 3, 6, 12]'
course pi 'workload: {kind: pi, points: 2000000}' 'executor: [threads, fork]' 'workers: [1, 2]'
course memory 'workload: {kind: outer, sizes: [100, 1000, 10000], times: 10, arrays: 2, pause: 1s}' 'executor: fork' \
  'workers: 2' 'warmup: 0'
course race 'workload: {kind: race, tasks: [100, 1, 10000], increments: [10000, 1000000, 1], sharing: threads, guard: none}' \
  'zip: [[tasks, increments]]' 'executor: threads' 'workers: 2'
course globals 'workload: {kind: globals, tasks: 6, sharing: [private, shared]}' 'executor: fork' 'workers: 3'
course manager 'workload: {kind: manager, tasks: 2, operations: 100000}' 'executor: fork' 'workers: 2'
course array 'workload: {kind: array, size: 80MB, transfer: [copy, shared, mapped]}' 'executor: [fork, spawn]' 'workers: 2'
course prefix-sum 'workload: {kind: prefix_sum, n: 100000000}' 'executor: [serial, threads]' 'workers: [1, 2]'
course stencil 'workload: {kind: stencil, n: 4000, steps: 1000}' 'executor: threads' 'workers: [1, 2]' 'warmup: 0'
course triad 'workload: {kind: triad, size: 1GiB, repeats: 10}' 'executor: threads' 'workers: [1, 2]'
course fork-with-threads 'workload: {kind: fork_with_threads, wait: 500ms}' 'executor: threads' 'workers: 2'
