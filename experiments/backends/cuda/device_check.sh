#!/bin/bash
# Replays every bundle of a folder on a CUDA device, compares each with the same source on the CPU, and times the steps.
# Needs nvcc, g++, a device and python3 with NumPy; no Node.
#
#   experiments/backends/cuda/device_check.sh INPUTS OUTPUTS [python3]
#
# Where Node is: `device_inputs.sh INPUTS` before, and afterwards
#
#   for twin in OUTPUTS/*.safetensors; do node dist/experiments/cli.js check "$twin" --strict bits || echo "$twin departs"; done
set -euo pipefail
backends=$(cd "$(dirname "$0")/.." && pwd)
inputs=${1:?expected the folder of the bundles} outputs=${2:?expected the folder for the bundles of the twin} python=${3:-python3}
mkdir -p "$outputs"
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT

nvidia-smi --query-gpu=name,driver_version --format=csv,noheader
nvcc --version | tail -n 2 | head -n 1
nvcc -O2 -arch=native -shared -Xcompiler -fPIC,-ffp-contract=off -o "$built/device.so" "$backends/cuda/step_twin.cu"
g++ -O2 -ffp-contract=off -shared -fPIC -x c++ -o "$built/cpu.so" "$backends/cuda/step_twin.cu"

"$python" - "$backends" "$built" <<'PYTHON'
import sys

sys.path.insert(0, sys.argv[1])
import numpy as np
from cuda_backend import Library

libraries = [Library(f'{sys.argv[2]}/{name}.so') for name in ('device', 'cpu')]
sizes = 10.0 ** np.random.default_rng(1).uniform(-12, 3, 100_000)
x = np.concatenate([sizes, -sizes])
device, cpu = (np.concatenate(library.hyperbolic(x)) for library in libraries)
different = np.count_nonzero(device.view(np.int64) != cpu.view(np.int64))
print(f'tanh, log cosh of {x.size} numbers: {different} differ between {libraries[0].device} and the CPU')
sys.exit(int(different > 0))
PYTHON

failed=0
shopt -s nullglob
bundles=("$inputs"/*.safetensors)
[ ${#bundles[@]} -gt 0 ] || { echo "device_check: expected bundles (.safetensors) in $inputs, found none" >&2; exit 1; }
for bundle in "${bundles[@]}"; do
  name=$(basename "$bundle")
  "$python" "$backends/cuda_backend.py" "$bundle" "$outputs/$name" --library "$built/device.so" --repeat 20
  "$python" "$backends/cuda_backend.py" "$bundle" "$built/$name" --library "$built/cpu.so" > /dev/null
  "$python" - "$backends" "$outputs/$name" "$built/$name" <<'PYTHON' || failed=1
import sys

sys.path.insert(0, sys.argv[1])
from bundle_file import read_bundle

(device, _), (cpu, _) = map(read_bundle, sys.argv[2:])
different = [name for name in cpu if device[name].tobytes() != cpu[name].tobytes()]
print(f'  {len(cpu)} tensors, ' + (f'{len(different)} differ from the CPU, first {different[0]}' if different else 'all as on the CPU'))
sys.exit(len(different) > 0)
PYTHON
done
(cd "$outputs" && sha256sum ./*.safetensors)
[ $failed -eq 0 ] || { echo 'device_check: the device departs from the CPU' >&2; exit 1; }
echo 'device_check: every tensor as on the CPU'
