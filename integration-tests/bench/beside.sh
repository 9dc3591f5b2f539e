#!/usr/bin/env bash
# Runs Emulsion and what users would run instead, in turns on the same cores: whole processes, from the shell
# to the seal. Prints a table of medians, with ratios to torchvision with a DataLoader.
#
#   integration-tests/bench/beside.sh FOLDER [OPTION...]
#
# FOLDER             images, one folder per class (make-photos.sh makes one)
# --only ROW,...     some of decode, torchvision-cutmix, cutmix-1, cutmix-4, torchvision-deit3, deit3-4, ray-cutmix;
#                    in this order by default. cutmix-4 is augment --recipe cutmix with 4 epochs
# --rounds N         runs of each row, default 3, also the variable ROUNDS; medians are compared
# --limit N          use only N of the images, the first of every class
# --ray-limit N      how many of them Ray Data gets, which is slow; default 3000
# --cores N          default all. All processes are pinned to them
# --scratch FOLDER   where outputs are written and then removed, default /dev/shm; should be a memory disk
#                    with room for one output, about 160 kB per image and epoch
# --results FILE     all measurements, as JSON
#
# BENCH_VENV         Python environment with peers/requirements.txt, made if there is none; default
#                    ~/.cache/emulsion/peers
# BENCH_PIP_OPTIONS  further options of pip install
# EMULSION           the command to measure, default the emulsion of this clone
#
# The images are read once before, so that they are in memory. CPU time and memory are those of all processes
# of a command; memory that they share counts once. Leave the machine idle otherwise.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd -P)
if [ $# -lt 1 ]; then
  sed -n '2,24s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
venv=${BENCH_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/emulsion/peers}
if ! [ -x "$venv/bin/python3" ]; then
  python3 -m venv "$venv"
  # shellcheck disable=SC2086  # several options in one variable
  "$venv/bin/pip" install -q ${BENCH_PIP_OPTIONS:-} -r "$here/peers/requirements.txt" || { rm -rf "$venv"; exit 1; }
fi
[ -n "${EMULSION:-}" ] || "$here/../../emulsion" --version >/dev/null # builds it if necessary
exec "$venv/bin/python3" "$here/beside.py" "$@"
