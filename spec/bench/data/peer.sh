#!/usr/bin/env sh
# Makes the peer's environment: spec/bench/data/peer.sh DIR, then PYTHON=DIR/bin/python node spec/bench/data/run.mjs
set -eu
python3 -m venv "$1"
"$1/bin/pip" install --quiet "scikit-learn==1.9.*" pandas polars pyarrow
