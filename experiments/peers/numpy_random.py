"""Times NumPy's Philox4x64-10 generator; prints nanoseconds a draw (median and MAD) as JSON.

    /usr/bin/python3 experiments/peers/numpy_random.py COUNT REPEATS
"""

import json
import sys
from time import perf_counter_ns

import numpy as np

count, repeats = (int(argument) for argument in sys.argv[1:3])
generator = np.random.Generator(np.random.Philox(1))


def nanoseconds(draw):
    times = []
    for _ in range(repeats):
        start = perf_counter_ns()
        draw(count)
        times.append((perf_counter_ns() - start) / count)
    middle = float(np.median(times))
    return {"median": middle, "mad": float(np.median(np.abs(np.array(times) - middle)))}


print(
    json.dumps(
        {
            "bits": nanoseconds(lambda n: generator.integers(2**32, size=n, dtype=np.uint32)),
            "uniform": nanoseconds(generator.random),
            "normal": nanoseconds(generator.standard_normal),
            "permutation": nanoseconds(generator.permutation),
        }
    )
)
