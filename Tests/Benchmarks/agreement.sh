#!/bin/bash
# Does swrun report the same time as hyperfine for the same command? Runs of both in turn, one by one, of a command
# with about half a second of CPU time; the ratio of each pair, its median and the exact 95 % interval of the median.
#
# usage: agreement.sh SWRUN [PAIRS]
set -euo pipefail
swrun=$(realpath "${1:-.build/release/swrun}")
pairs=${2:-30}
command -v hyperfine > /dev/null || { echo "hyperfine is not installed: nothing to compare with"; exit 69; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > burn.sh <<'S'
#!/usr/bin/awk -f
BEGIN { for (i = 0; i < 14000000; i++) s += i % 7; print s }
S
chmod +x burn.sh
cat > burn.yaml <<'Y'
name: burn
workload: { command: [./burn.sh], stdout: discard }
repetitions: 1
Y
: > a; : > b; : > r
for ((i = 0; i < pairs; i++)); do
  "$swrun" --lock none -q burn.yaml
  a=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "wall_s") c = i; next } { print $c }' results/burn/latest/measurements.csv)
  rm -rf results
  hyperfine -N --runs 1 --export-json h.json ./burn.sh > /dev/null 2>&1
  b=$(awk -F: '/"median"/ { sub(/,/, "", $2); print $2 + 0 }' h.json)
  echo "$a" >> a; echo "$b" >> b
  awk -v a="$a" -v b="$b" 'BEGIN { print a / b }' >> r
done
median() { sort -g "$1" | awk '{ a[NR] = $1 } END { print NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2 }'; }
echo "swrun      median $(median a) s of $pairs"
echo "hyperfine  median $(median b) s of $pairs"
# The largest rank j with 1 - 2 B(j - 1; n, 1/2) >= 0.95 gives the interval [x(j), x(n + 1 - j)].
sort -g r | awk '{ x[NR] = $1 } END {
  n = NR; p = 0.5 ^ n; sum = p; j = 0
  for (k = 0; k < n / 2; k++) { if (1 - 2 * sum >= 0.95) j = k + 1; p = p * (n - k) / (k + 1); sum += p }
  m = n % 2 ? x[(n + 1) / 2] : (x[n / 2] + x[n / 2 + 1]) / 2
  printf "ratio      median %.4f [%.4f, %.4f]\n", m, x[j], x[n + 1 - j] }'
