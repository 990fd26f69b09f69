#!/usr/bin/env python3
"""Times POT on a transport problem of bench/transport.ts; JSON on standard input and output.

In: {"x", "y", "dimension", "metric"} or {"costs", "rows", "columns"}, "a", "b" if not uniform, "repeats".
Out: {"cost", "median", "mad", "memory"}: milliseconds for ot.dist and ot.emd together on one thread, both
called as a user would, the first of several repeats left out; and MiB of resident memory at most after the
first. Exit status 3: POT is missing.
"""

import json
import os
import re
import statistics
import sys
import time

os.environ['OMP_NUM_THREADS'] = '1'
os.environ['OPENBLAS_NUM_THREADS'] = '1'

try:
    import numpy as np
    import ot
except ImportError:
    sys.exit(3)


def resident():
    """MiB at most so far. Not ru_maxrss: on Linux that of a new process starts at its parent's."""
    with open('/proc/self/status') as status:
        return int(re.search(r'VmHWM:\s*(\d+)', status.read())[1]) / 1024


problem = json.load(sys.stdin)
if 'costs' in problem:
    costs = np.array(problem['costs'], dtype=float).reshape(problem['rows'], problem['columns'])
    shape = costs.shape
else:
    x, y = (np.array(problem[k]).reshape(-1, problem['dimension']) for k in 'xy')
    shape = (len(x), len(y))
a = np.array(problem['a']) if 'a' in problem else np.full(shape[0], 1 / shape[0])
b = np.array(problem['b']) if 'b' in problem else np.full(shape[1], 1 / shape[1])

points = 'costs' not in problem
times = []
memory = plan = None
for _ in range(problem['repeats']):
    plan = None
    if points:
        costs = None
    begin = time.perf_counter()
    if points:
        costs = ot.dist(x, y, metric=problem['metric'])
    plan, log = ot.emd(a, b, costs, numItermax=2_000_000_000, log=True)
    times.append(1e3 * (time.perf_counter() - begin))
    if log['warning'] is not None:
        sys.exit(f'ot.emd stopped early: {log["warning"]}')
    memory = memory or resident()
times = times[1:] or times
median = statistics.median(times)
json.dump(
    {
        'cost': float(np.vdot(plan, costs)),
        'median': median,
        'mad': statistics.median(abs(t - median) for t in times),
        'memory': memory,
    },
    sys.stdout,
)
