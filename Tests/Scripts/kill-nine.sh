#!/bin/bash
# Kills swrun with SIGKILL at random moments of a sweep of short cells, whose commands start daemons of their own
# session, and looks at what is left: usage: kill-nine.sh SWRUN [TIMES]
#
# After each kill no process of the sweep may be left within 2 s; after --resume the rows must be whole and there must
# be exactly one ok row for each cell and repetition.
set -u
swrun=$(realpath "$1")
times=${2:-50}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

cat > kill.yaml <<'Y'
name: kill
workload:
  command: |
    setsid sleep 300 & (setsid sh -c 'sleep 301 &' &); sleep 0.0{workers}
  shell: true
workers: [1, 2, 3, 4]
repetitions: 10
limits: { grace: 200ms }
Y
cat > kill2.yaml <<'Y'
name: kill2
workload: { kind: sleep, duration: 5ms, tasks: 4 }
executor: [threads, fork]
workers: [1, 2]
repetitions: 20
Y

# Processes of the sweep that the killed swrun had begun: those with its mark, which begins with its pid, and forks
# without exec, which bear the name that its children had.
left() {
  {
    grep -lsz "^SWRUN_RUN=$pid-" /proc/[0-9]*/environ
    [ -n "$name" ] && grep -lsx "$name" /proc/[0-9]*/comm
  } 2> /dev/null | while read -r file; do
    # What has ended, and only waits for init to take note of it, is no process that is left.
    grep -qs '^State:[[:space:]]*Z' "${file%/*}/status" || echo "$file"
  done | wc -l
}

failures=0 slowest=0
for ((i = 1; i <= times; i++)); do
  if ((i % 2)); then manifest=kill; else manifest=kill2; fi
  "$swrun" --lock none "$manifest.yaml" &
  pid=$!
  delay=$((RANDOM % 900 + 5))
  sleep "$(printf '0.%03d' $delay)"
  name=$(ps -o comm= --ppid $pid | grep '^swrun:' | head -1)
  kill -9 $pid 2>/dev/null
  wait $pid 2>/dev/null
  began=$(date +%s%N)
  until [ "$(left)" = 0 ]; do
    if (( $(date +%s%N) - began > 5000000000 )); then break; fi
    sleep 0.02
  done
  took=$(( ($(date +%s%N) - began) / 1000000 ))
  ((took > slowest)) && slowest=$took
  if ((took > 2000)); then echo "kill $i: processes were left for $took ms"; failures=$((failures + 1)); fi

  "$swrun" --lock none --resume "$manifest.yaml" > resume.log 2>&1 || { echo "kill $i: resume ended with $?"; cat resume.log; failures=$((failures + 1)); }
  newest=$(ls -d results/$manifest/2* | sort | tail -1)
  bad=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    $column["phase"] == "timed" && $column["status"] == "ok" { ok[$column["cell"] "/" $column["repetition"]]++ }
    { if ($column["seq"] != NR - 1) wrong++ }
    END { for (run in ok) { runs++; if (ok[run] != 1) wrong++ } print runs + 0, wrong + 0 }' "$newest/measurements.csv")
  expected=$([ $manifest = kill ] && echo 40 || echo 80)
  if [ "$bad" != "$expected 0" ]; then
    echo "kill $i: runs and faults after resume: $bad (expected $expected 0)"
    failures=$((failures + 1))
  fi
done
echo "$times kills, $failures failures; the slowest clean-up took $slowest ms"
[ $failures = 0 ]
