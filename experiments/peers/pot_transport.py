#!/usr/bin/env python3
"""Times POT on the transport problems of bench/transport.ts; JSON on standard input and output.

In: {"name": {"x", "y", "dimension", "metric", "a", "b", "repeats"}}. Out: {"name": {"cost", "median",
"mad"}}, milliseconds for ot.dist and ot.emd together on one thread, both called as a user would.
"""

import json
import os
import statistics
import sys
import time

os.environ.setdefault('OMP_NUM_THREADS', '1')
os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')

import numpy as np
import ot


def time_problem(problem):
    x, y = (np.array(problem[k]).reshape(-1, problem['dimension']) for k in 'xy')
    a, b = (np.array(problem[k]) for k in 'ab')
    times = []
    for _ in range(problem['repeats'] + 1):
        begin = time.perf_counter()
        costs = ot.dist(x, y, metric=problem['metric'])
        plan = ot.emd(a, b, costs, numItermax=100_000_000)
        times.append(1e3 * (time.perf_counter() - begin))
    times = times[1:]
    median = statistics.median(times)
    return {
        'cost': float((plan * costs).sum()),
        'median': median,
        'mad': statistics.median(abs(t - median) for t in times),
    }


problems = json.load(sys.stdin)
json.dump({name: time_problem(problem) for name, problem in problems.items()}, sys.stdout)
