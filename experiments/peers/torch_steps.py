#!/usr/bin/env python3
"""Times training steps, chains and scores in PyTorch + POT on one thread; prints JSON.

    python3 experiments/peers/torch_steps.py --what step --model wnae --batch 256 --dtype float64

8 features, network 8-10-10-6-10-10-8, 10 Langevin steps, Adam: what bench/steps.ts times beside it.
`step`: one training step. `chain`: the chain and the backward pass through it to all weights. `score`:
energies of 1,000,000 jets, `--batch` at a time. Milliseconds: median, and median absolute deviation.
"""

import argparse
import json
import statistics
import time

import torch

from torch_wnae import Autoencoder, langevin_chain, nae_loss, wasserstein

CHAIN = {'sigma': 0.22, 'temperature': 0.063, 'box': (-3.0, 3.0)}
JETS = 1_000_000


def chain_of(model, start, noise, differentiable):
    return langevin_chain(model.energy, start, noise, differentiable=differentiable, **CHAIN)


def step_of(kind, batch, dtype):
    model = Autoencoder().to(dtype)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x, start = torch.randn(2, batch, 8, dtype=dtype)
    noise = torch.randn(10, batch, 8, dtype=dtype)

    def loss():
        if kind == 'ae':
            return model.energy(x).mean()
        negatives = chain_of(model, start, noise, kind == 'wnae')['states'][-1]
        if kind == 'wnae':
            return wasserstein(x, negatives)
        return nae_loss(model.energy(x), model.energy(negatives), kind='log-cosh', alpha=0.001)

    def step():
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()

    return step


def chain_step_of(batch, dtype):
    model = Autoencoder().to(dtype)
    start, cotangent = torch.randn(2, batch, 8, dtype=dtype)
    noise = torch.randn(10, batch, 8, dtype=dtype)

    def step():
        model.zero_grad()
        (chain_of(model, start, noise, True)['states'][-1] * cotangent).sum().backward()

    return step


def score_of(batch, dtype):
    model = Autoencoder().to(dtype)
    jets = torch.randn(JETS, 8, dtype=dtype)

    def score():
        with torch.no_grad():
            torch.cat([model.energy(part) for part in jets.split(batch)])

    return score


def timed(work, repeats):
    times = []
    for _ in range(repeats + 2):
        begin = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - begin))
    times = times[2:]
    median = statistics.median(times)
    return {'median': median, 'mad': statistics.median(abs(t - median) for t in times)}


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--what', choices=['step', 'chain', 'score'], required=True)
    parser.add_argument('--model', choices=['ae', 'nae', 'wnae'], default='wnae')
    parser.add_argument('--batch', type=int, default=256)
    parser.add_argument('--dtype', choices=['float64', 'float32'], default='float64')
    parser.add_argument('--repeats', type=int, default=30)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    dtype = getattr(torch, options.dtype)
    work = {
        'step': lambda: step_of(options.model, options.batch, dtype),
        'chain': lambda: chain_step_of(options.batch, dtype),
        'score': lambda: score_of(options.batch, dtype),
    }[options.what]()
    print(json.dumps(timed(work, options.repeats)))
