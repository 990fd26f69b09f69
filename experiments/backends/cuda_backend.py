#!/usr/bin/env python3
"""Replays the chain of a bundle's first step with the twin of cuda/chain_twin.cu and writes its bundle.

    nvcc -O2 -shared -Xcompiler -fPIC -o chain_twin.so experiments/backends/cuda/chain_twin.cu
    python3 experiments/backends/cuda_backend.py ours.safetensors twin.safetensors --library ./chain_twin.so
    wnae check twin.safetensors --strict bits

The twin adds in the order of docs/arithmetic.md, so its chain, drifts and energies have our bits. The same source
built by g++ runs on the CPU. Needs NumPy alone.
"""

import argparse
import ctypes
import json
import math

import numpy as np

from bundle_file import read_bundle, write_bundle

MOST_LAYERS, MOST_UNITS = 16, 64


def problem_type(number):
    """The struct Problem of chain_twin.cu for numbers of a C type."""
    pointer = ctypes.POINTER(number)
    fields = [('layers', ctypes.c_int), ('code', ctypes.c_int), ('sizes', ctypes.c_int * (MOST_LAYERS + 1))]
    fields += [(name, ctypes.c_int) for name in ('samples', 'steps', 'boxed')]
    fields += [(name, number) for name in ('lower', 'upper', 'rate')]
    arrays = 'weights sigmas batch start noise chain drift positive negative'
    fields += [(name, pointer) for name in arrays.split()]
    return type('Problem', (ctypes.Structure,), {'_fields_': fields})


def sampler_numbers(sampler):
    """λ/T and the σ of every step, in binary64."""
    step_size, sigma = sampler['stepSize'], sampler['noise']
    sigma = math.sqrt(2 * step_size) if sigma is None else sigma
    step_size = sigma * sigma / 2 if step_size is None else step_size
    annealed = [sigma / max(1, i) if sampler['annealNoise'] else sigma for i in range(sampler['steps'])]
    return step_size / sampler['temperature'], annealed


def check_supported(config, sizes):
    sampler = config['sampler']
    if config['model'] == 'ae' or sampler['outside'] != 'clamp' or sampler['clipGradient'] is not None:
        raise SystemExit('cuda_backend: expected an NAE or WNAE whose chain is clamped, its drift not clipped')
    if len(sizes) > MOST_LAYERS + 1 or max(sizes) > MOST_UNITS:
        raise SystemExit(f'cuda_backend: expected at most {MOST_LAYERS} layers of {MOST_UNITS} units, got {sizes}')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('bundle', help='whose inputs are replayed')
    parser.add_argument('out', help='the bundle to write')
    parser.add_argument('--library', required=True, help='chain_twin.cu, compiled')
    options = parser.parse_args()
    inputs, metadata = read_bundle(options.bundle)
    config = json.loads(metadata['config'])
    batch, noise = inputs['step.0/batch'], inputs['step.0/noise']
    dtype, network = batch.dtype, config['network']
    half = [batch.shape[1], *network['hidden'], network['code']]
    sizes = half + half[-2::-1]
    check_supported(config, sizes)
    kept = {name: array for name, array in inputs.items() if name.startswith('init/')}
    kept.update({name: inputs[name] for name in ('step.0/batch', 'step.0/chain.start', 'step.0/noise')})
    names = [f'init/{part}.{i}.{what}' for part in ('encoder', 'decoder') for i in range(len(half) - 1) for what in ('weight', 'bias')]
    rate, sigmas = sampler_numbers(config['sampler'])
    box = config['sampler']['box']
    outputs = {
        'chain': np.empty((noise.shape[0] + 1, *batch.shape), dtype),
        'drift': np.empty(noise.shape, dtype),
        'energy.positive': np.empty(len(batch), dtype),
        'energy.negative': np.empty(len(batch), dtype),
    }
    arrays = {
        'weights': np.concatenate([inputs[name].ravel() for name in names]),
        'sigmas': np.array(sigmas, dtype),
        'batch': np.ascontiguousarray(batch),
        'start': np.ascontiguousarray(inputs['step.0/chain.start']),
        'noise': np.ascontiguousarray(noise),
        'chain': outputs['chain'],
        'drift': outputs['drift'],
        'positive': outputs['energy.positive'],
        'negative': outputs['energy.negative'],
    }
    number = ctypes.c_float if dtype.itemsize == 4 else ctypes.c_double
    problem = problem_type(number)(
        layers=len(sizes) - 1,
        code=len(half) - 2,
        sizes=(ctypes.c_int * (MOST_LAYERS + 1))(*sizes),
        samples=len(batch),
        steps=len(noise),
        boxed=box is not None,
        lower=-np.inf if box is None else box[0],
        upper=np.inf if box is None else box[1],
        rate=rate,
        **{name: array.ctypes.data_as(ctypes.POINTER(number)) for name, array in arrays.items()},
    )
    run = getattr(ctypes.CDLL(options.library), f'chain_{dtype.name}')
    if run(ctypes.byref(problem), ctypes.c_ulong(arrays['weights'].size)) != 0:
        raise SystemExit('cuda_backend: the device failed')
    kept.update({f'step.0/{name}': array for name, array in outputs.items()})
    rates = json.loads(metadata.get('learningRates', 'null'))
    metadata = {**metadata, 'producer': 'chain_twin.cu', **({} if rates is None else {'learningRates': json.dumps(rates[:1])})}
    write_bundle(options.out, kept, metadata)


if __name__ == '__main__':
    main()
