#!/bin/bash
# Compares swrun with the floor that the machine allows and with other tools, side by side in one run: every row is a
# ratio, taken pair by pair, of which the median, the lowest and the highest are printed.
#
# usage: bench.sh SWRUN [PAIRS] [FILTER]
#
# The rows are in rows-*.sh; swrun-worker and pool-fixture are looked for beside SWRUN. With a FILTER only the rows
# run whose "GROUP: ROW" contains it, GROUP being what * stands for there. Writes results/bench/latest.csv. A peer that
# is not installed is named as missing, here and there. Exits with 1 if a command failed; a missed goal is only marked.
set -euo pipefail
swrun=$(realpath "${1:-.build/release/swrun}")
pairs=${2:-7}
filter=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
out=$PWD/results/bench
# Pools have as many workers as we have CPUs, and so have their peers.
workers=$(nproc)
failed=0
count=0
work=$(mktemp -d)
trap 'rm -rf "$work"; type -t clean_up > /dev/null && clean_up' EXIT
mkdir -p "$out"
cd "$work"

# The sorted middle of the numbers on the standard input.
middle() { sort -g | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

# Builds a program of the given name once, by the rest of the arguments.
built() { [ -x "$work/$1" ] || "${@:2}" -o "$work/$1"; }

# One line of latest.csv.
csv() {
  local field line=""
  for field in "$@"; do
    [[ $field == *[,\"]* ]] && field="\"${field//\"/\"\"}\""
    line+=",$field"
  done
  printf '%s\n' "${line:1}" >> "$out/latest.csv"
}

# A goal is a bound for the ratio; with a unit behind it, a bound for our own figure; or "-".
verdict() {
  awk -v goal="$1" -v ratio="$2" -v ours="$3" 'BEGIN {
    if (split(goal, part, " ") < 2) exit
    figure = part[3] == "" ? ratio : ours
    if (part[1] == ">=" ? figure < part[2] : figure > part[2]) print "  missed" }'
}

# row NAME UNIT OTHER_NAME GOAL OURS OTHER: OURS and OTHER are commands that print one number. If there is a function
# there_X for the first word X of OTHER, it tells whether the peer can be run.
row() {
  local name=$1 unit=$2 other_name=$3 goal=$4 ours=$5 other=$6 i a b check=there_${6%% *}
  [[ "$group: $name" == *"$filter"* ]] || return 0
  count=$((count + 1))
  # shellcheck disable=SC2086
  if type -t "$check" > /dev/null && ! "$check" ${other#* } > /dev/null 2>&1; then
    csv "$name" "" "$unit" "" "$other_name" "" "" "" 0 "$goal"
    printf '%-36s %s is not installed: not compared\n' "$name ($unit)" "$other_name"
    return 0
  fi
  : > a; : > b; : > r
  for ((i = 0; i < pairs; i++)); do
    if ! a=$($ours) || ! b=$($other) || [ -z "$a" ] || [ -z "$b" ]; then
      printf '%-36s failed: %s, or %s\n' "$name ($unit)" "$ours" "$other"
      failed=1
      return 0
    fi
    echo "$a" >> a; echo "$b" >> b
    awk -v a="$a" -v b="$b" 'BEGIN { print a / b }' >> r
  done
  local left right ratio low high
  left=$(middle < a); right=$(middle < b); ratio=$(middle < r)
  low=$(sort -g r | head -1); high=$(sort -g r | tail -1)
  csv "$name" "$left" "$unit" "$right" "$other_name" "$ratio" "$low" "$high" "$pairs" "$goal"
  printf '%-36s %10.5g %10.5g  %-28s %7.2f  %-16s %s%s\n' "$name ($unit)" "$left" "$right" "$other_name" "$ratio" \
    "$(printf '[%.2f, %.2f]' "$low" "$high")" "$goal" "$(verdict "$goal" "$ratio" "$left")"
}

printf 'row,ours,unit,other,other_name,ratio,low,high,n,goal\n' > "$out/latest.csv"
printf '%-36s %10s %10s  %-28s %7s  %-16s %s\n' row ours other name ratio '[low, high]' goal
for rows in "$here"/rows-*.sh; do
  group=${rows##*/rows-}
  group=${group%.sh}
  # shellcheck disable=SC1090
  source "$rows"
done
if [ "$count" = 0 ]; then
  echo "no row's name contains '$filter'" >&2
  exit 64
fi
exit $failed
