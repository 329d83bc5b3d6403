#!/bin/sh
# experiments.sh PROGRAM [OUTPUT]: runs every manifest of jobs/ and the latency ladder, and writes a page with what
# each of them says and all of their plots: OUTPUT/experiments.html (OUTPUT: results). The exit code is 1 if one of
# them does not end with 0; all others are run nevertheless.
set -u
program=${1:?the program to run}
output=${2:-results}
page=$output/experiments.html
mkdir -p "$output" || exit 73

escape() { sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g'; }

# The comment with which a manifest begins.
comment() { awk '/^#/ { sub(/^# ?/, ""); print; next } { exit }' "$1" | escape; }

# The plots of a result folder, the most telling first.
plots() {
  for name in timeline memory speedup time speedup-log efficiency rate latency; do
    if [ -f "$output/$1/latest/$name.svg" ]; then
      printf '<a href="%s/latest/%s.svg"><img src="%s/latest/%s.svg" alt="%s: %s"></a>\n' \
        "$1" "$name" "$1" "$name" "$1" "$name"
    fi
  done
}

# A section of the page without plots: name, what it is about, what it printed.
about() {
  printf '<h2 id="%s">%s</h2>\n<p class="about">%s</p>\n<pre>' "$1" "$1" "$2"
  escape < "$3"
  printf '</pre>\n'
}

section() {
  about "$@"
  plots "$1"
}

body=$(mktemp) && said=$(mktemp) || exit 73
trap 'rm -f "$body" "$said"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
failed=0
contents=
for manifest in jobs/*.yaml; do
  name=$(basename "$manifest" .yaml)
  printf '%-24s' "$name"
  started=$(date +%s)
  "$program" run --quiet -o "$output" "$manifest"
  code=$?
  printf ' %3d s' "$(($(date +%s) - started))"
  if [ $code -ne 0 ]; then
    printf '  exit code %d' $code
    failed=1
  fi
  printf '\n'
  if [ $code -gt 1 ]; then
    # What `latest` points to was measured some time before.
    printf 'exit code %d: nothing was measured\n' $code > "$said"
    about "$name" "$(comment "$manifest")" "$said" >> "$body"
  else
    "$program" analyze "$output/$name/latest" > "$said" 2>&1 || failed=1
    section "$name" "$(comment "$manifest")" "$said" >> "$body"
  fi
  contents="$contents<li><a href=\"#$name\">$name</a></li>"
done

printf '%-24s' latency
started=$(date +%s)
if "$program" host --latency -o "$output" > "$said" 2>&1; then
  printf ' %3d s\n' "$(($(date +%s) - started))"
else
  printf '  exit code %d\n' $?
  failed=1
fi
section latency 'What things take on this machine: the latency ladder.' "$said" >> "$body"
contents="$contents<li><a href=\"#latency\">latency</a></li>"

{
  cat << 'HEAD'
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>swrun: the experiments</title>
<style>
body { font: 16px/1.45 sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
pre { background: #f5f5f5; padding: .8rem; overflow-x: auto; font-size: 13px; }
.about { white-space: pre-line; }
img { width: 46%; min-width: 20rem; border: 1px solid #ddd; margin: .3rem; }
ul { columns: 4; }
</style></head><body>
<h1>The experiments</h1>
HEAD
  printf '<p>%s, %s</p>\n<ul>%s</ul>\n' "$("$program" --version | escape)" "$(uname -nm | escape)" "$contents"
  cat "$body"
  printf '</body></html>\n'
} > "$page.part" && mv "$page.part" "$page" || exit 74
echo "All plots: $page"
exit $failed
