#!/bin/bash
# Writes the bundles that device_check.sh replays (about 25 MB): every model, both precisions, every way to start chains.
#
#   npm run build
#   experiments/backends/cuda/device_inputs.sh FOLDER
set -euo pipefail
cli=$(dirname "$0")/../../../dist/experiments/cli.js
folder=${1:?expected the folder for the bundles}
mkdir -p "$folder"

bundle() { # NAME MODEL DTYPE [SETTING…]
  local name=$1 model=$2 dtype=$3 setting settings=()
  shift 3
  for setting in "$@"; do settings+=(--set "$setting"); done
  node "$cli" bundle --model "$model" --set "dtype=$dtype" "${settings[@]}" --steps 5 --out "$folder/$name.safetensors"
}

bundle ae-float32 ae float32 optimiser.clipNorm=0.05
bundle ae-float64 ae float64 optimiser.name=sgd
bundle nae-cd-float32 nae float32 sampler.initialisation=cd
bundle nae-pcd-float64 nae float64 loss.detachNegatives=false loss.form=difference loss.gamma=0.1
bundle wnae-cd-float64 wnae float64 sampler.initialisation=cd sampler.clipGradient=0.5
bundle wnae-pcd-float32 wnae float32
bundle wnae-pcd-float64 wnae float64
bundle wnae-omi-float32 wnae float32 sampler.initialisation=omi loss.cost=euclidean optimiser.name=adamw
