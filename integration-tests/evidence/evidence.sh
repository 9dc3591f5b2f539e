#!/usr/bin/env bash
# Trains a small network on shards of Emulsion, and on the same recipes online, and prints the tables of
# docs/evidence.md. Not part of CI: it takes about an hour on two cores.
#
#   integration-tests/evidence/evidence.sh [OPTION...]
#
# --seeds N        networks of each arm, default 3
# --images N       training images of each of the 10 classes, default 100
# --epochs N       passes over them, default 20
# --only ARM,...   some of the arms
# --test N         test images, default all 10,000
#
# FASHION_MNIST    folder with the four files, default that of Debian's package dataset-fashion-mnist
# EVIDENCE_VENV    Python environment with requirements.txt, made if there is none; default target/evidence/venv
# EMULSION         the command that writes the shards, default the emulsion of this clone
#
# One thread trains. Results are kept in target/evidence; what is there is not computed again.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
export FASHION_MNIST=${FASHION_MNIST:-/usr/share/datasets/fashion-mnist}
if ! [ -r "$FASHION_MNIST/train-images-idx3-ubyte.gz" ]; then
  echo "there is no Fashion-MNIST in $FASHION_MNIST; install it (Debian: apt-get install dataset-fashion-mnist) or set FASHION_MNIST" >&2
  exit 2
fi
venv=${EVIDENCE_VENV:-$root/target/evidence/venv}
if ! [ -x "$venv/bin/python3" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q -r "$here/requirements.txt" || { rm -rf "$venv"; exit 1; }
fi
export EMULSION=${EMULSION:-$root/emulsion}
exec "$venv/bin/python3" "$here/evidence.py" "$@"
