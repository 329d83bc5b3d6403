# shellcheck shell=bash disable=SC2154
# One run of a workload or a command: from its start to the start of the next. Sourced by bench.sh.
cgroup=/sys/fs/cgroup/unified
[ -f /sys/fs/cgroup/cgroup.procs ] && cgroup=/sys/fs/cgroup
cgroup=$cgroup/bench-floor-$$
clean_up() { rmdir "$cgroup" 2> /dev/null || true; }
if mkdir "$cgroup" 2> /dev/null; then export FLOOR_CGROUP=$cgroup; fi

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

# Microseconds from the start of a run to the start of the next: the median over a sweep of one cell.
between_runs() {
  "$swrun" --lock none -q -o "$work/results" "$1" > /dev/null
  local folder; folder=$(readlink -f "$work/results/$(basename "$1" .yaml)/latest")
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "started_at") c = i; next }
    { split(substr($c, 12), t, /[:Z]/); now = t[1] * 3600 + t[2] * 60 + t[3]
      if (NR > 2) print (now - last) * 1e6; last = now }' "$folder/measurements.csv" | middle
  rm -rf "$work/results"
}

floor() { built floor cc -O2 "$here/floor.c" && timeout 60 ./floor "$@"; }
there_hyperfine_true() { command -v hyperfine; }
hyperfine_true() {
  hyperfine -N --warmup 20 --runs 1500 --export-json h.json /bin/true > /dev/null 2>&1
  awk -F: '/"median"/ { sub(/,/, "", $2); print $2 * 1e6 }' h.json
}

row "noop, run to run" us "C, same system calls" "<= 1.5" "between_runs noop.yaml" "floor run 1500 rows.tmp"
row "noop, run to run" us "C, bare fork" "-" "between_runs noop.yaml" "floor fork 1500"
row "/bin/true, run to run" us "C, vfork + exec + wait" "<= 1.25" "between_runs true.yaml" "floor true 1500"
row "/bin/true, run to run" us "hyperfine -N, its median" "-" "between_runs true.yaml" "hyperfine_true"
