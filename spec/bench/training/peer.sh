#!/usr/bin/env sh
# Makes the peers' environment: spec/bench/training/peer.sh DIR, then PYTHON=DIR/bin/python npm run bench:training
set -eu
python3 -m venv "$1"
"$1/bin/pip" install --quiet "scikit-learn==1.9.*" lightgbm xgboost
