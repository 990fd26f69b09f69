#!/usr/bin/env python3
"""Times POT on a transport problem of bench/transport.ts; JSON on standard input and output.

In: {"x", "y", "dimension", "metric"} or {"costs", "rows", "columns"}, "a", "b" if not uniform, "repeats".
Out: {"cost", "median", "mad", "memory"}: milliseconds for ot.dist and ot.emd together on one thread, both
called as a user would, and MiB of resident memory at most.
"""

import json
import os
import resource
import statistics
import sys
import time

os.environ.setdefault('OMP_NUM_THREADS', '1')
os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')

import numpy as np
import ot

problem = json.load(sys.stdin)
if 'costs' in problem:
    costs = np.array(problem['costs'], dtype=float).reshape(problem['rows'], problem['columns'])
    shape = costs.shape
else:
    x, y = (np.array(problem[k]).reshape(-1, problem['dimension']) for k in 'xy')
    shape = (len(x), len(y))
a = np.array(problem['a']) if 'a' in problem else np.full(shape[0], 1 / shape[0])
b = np.array(problem['b']) if 'b' in problem else np.full(shape[1], 1 / shape[1])

times = []
for _ in range(problem['repeats']):
    begin = time.perf_counter()
    if 'costs' not in problem:
        costs = ot.dist(x, y, metric=problem['metric'])
    plan = ot.emd(a, b, costs, numItermax=2_000_000_000)
    times.append(1e3 * (time.perf_counter() - begin))
times = times[1:] or times
median = statistics.median(times)
json.dump(
    {
        'cost': float((plan * costs).sum()),
        'median': median,
        'mad': statistics.median(abs(t - median) for t in times),
        'memory': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    },
    sys.stdout,
)
