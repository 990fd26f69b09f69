#!/usr/bin/env python3
"""Times one training step of AE, NAE and WNAE in PyTorch + POT on one thread; prints JSON.

    python3 experiments/peers/torch_steps.py [--steps 30]

Batch 256, 8 features, network 8-10-10-6-10-10-8, 10 Langevin steps, Adam, float64: what
bench/steps.ts times beside it. The numbers are milliseconds: median, and median absolute deviation.
"""

import argparse
import json
import statistics
import time

import torch

from torch_wnae import Autoencoder, langevin_chain, nae_loss, wasserstein

CHAIN = {'sigma': 0.22, 'temperature': 0.063, 'box': (-3.0, 3.0)}


def loss_of(kind, model, x, start, noise):
    if kind == 'ae':
        return model.energy(x).mean()
    chain = langevin_chain(model.energy, start, noise, differentiable=kind == 'wnae', **CHAIN)
    negatives = chain['states'][-1]
    if kind == 'wnae':
        return wasserstein(x, negatives)
    return nae_loss(model.energy(x), model.energy(negatives), kind='log-cosh', alpha=0.001)


def time_steps(kind, steps):
    torch.manual_seed(0)
    model = Autoencoder().double()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x, start = torch.randn(2, 256, 8, dtype=torch.float64)
    noise = torch.randn(10, 256, 8, dtype=torch.float64)
    times = []
    for _ in range(steps + 5):
        begin = time.perf_counter()
        optimizer.zero_grad()
        loss_of(kind, model, x, start, noise).backward()
        optimizer.step()
        times.append(1000 * (time.perf_counter() - begin))
    times = times[5:]
    median = statistics.median(times)
    return {'median': median, 'mad': statistics.median(abs(t - median) for t in times)}


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--steps', type=int, default=30)
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(json.dumps({kind: time_steps(kind, options.steps) for kind in ('ae', 'nae', 'wnae')}))
