#!/bin/sh
# Checks the system packages that swrun needs. Installs what is missing where this user may, else prints the command.
set -eu

required="libyaml-dev libgmp-dev libcurl4-openssl-dev pkg-config"
optional="libcurl4 python3 gnuplot-nox xz-utils"
missing=""

has() {
  case "$1" in
    libyaml-dev) pkg-config --exists yaml-0.1 2>/dev/null ;;
    libgmp-dev) pkg-config --exists gmp 2>/dev/null ;;
    # Any flavour of it has the headers.
    libcurl4-openssl-dev) pkg-config --exists libcurl 2>/dev/null ;;
    pkg-config) command -v pkg-config >/dev/null 2>&1 ;;
    libcurl4) ls /usr/lib/*/libcurl.so.4 /usr/lib/libcurl.so.4 /usr/lib64/libcurl.so.4 2>/dev/null | grep -q . ;;
    python3) command -v python3 >/dev/null 2>&1 ;;
    gnuplot-nox) command -v gnuplot >/dev/null 2>&1 ;;
    xz-utils) command -v xz >/dev/null 2>&1 ;;
  esac
}

if ! command -v swift >/dev/null 2>&1; then
  echo "swrun needs Swift 6.2 or later: see https://www.swift.org/install/linux" >&2
  exit 1
fi

for package in $required $optional; do
  has "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing:$missing"
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  exit 0
fi

echo "These packages are missing; install them with:" >&2
echo "  sudo apt-get install$missing" >&2
for package in $required; do
  case "$missing " in
    *" $package "*) exit 1 ;;
  esac
done
echo "(swrun builds without them: libcurl4 makes downloads, python3 and xz-utils are for jobs/download.yaml and" >&2
echo "jobs/command.yaml, gnuplot-nox draws the plots)" >&2
