# shellcheck shell=bash disable=SC2154
# How long a program takes from its start to its end if it does nothing. Sourced by bench.sh.
start_of() { built floor cc -O2 "$here/floor.c" && timeout 60 ./floor start 100 "$@"; }
there_hyperfine_start() { command -v hyperfine; }
hyperfine_start() { start_of "$(command -v hyperfine)" --version; }

row "swrun --version" ms "/bin/true" "<= 8 ms" "start_of $swrun --version" "start_of /bin/true"
row "swrun --version" ms "hyperfine --version" "-" "start_of $swrun --version" "hyperfine_start"
row "swrun-worker, its usage" ms "/bin/true" "<= 4 ms" "start_of ${swrun%/*}/swrun-worker" "start_of /bin/true"
