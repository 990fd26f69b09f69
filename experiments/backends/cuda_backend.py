#!/usr/bin/env python3
"""Replays all steps of a bundle with the twin of cuda/step_twin.cu and writes the twin's bundle.

    nvcc -O2 -arch=native -shared -Xcompiler -fPIC,-ffp-contract=off -o step_twin.so experiments/backends/cuda/step_twin.cu
    python3 experiments/backends/cuda_backend.py ours.safetensors twin.safetensors --library ./step_twin.so
    wnae check twin.safetensors --strict bits

The twin adds in the order of docs/arithmetic.md, so its numbers have our bits. It computes chains, drifts, energies,
transport costs, losses, gradients (through the chain where the loss passes it), their clipping, moments and parameters
itself, and goes on from its own parameters. From the bundle it takes inputs, and the transport plans of a WNAE, which it
does not solve: its bundle repeats them, and `wnae check` holds them against the twin's own chain. The scalars of an
update (Adam's corrections, λ/T) are formed here, in binary64.

The same source built by g++ runs on the CPU. Needs NumPy alone.
"""

import argparse
import ctypes
import json
import math
import statistics
import time
from fractions import Fraction

import numpy as np

from bundle_file import read_bundle, write_bundle

MOST_LAYERS = 16
MODELS, FORMS, NO_BOX, CLAMP, REJECT, ADAM, SGD = ('ae', 'nae', 'wnae'), ('difference', 'log-cosh'), 0, 1, 2, 0, 1
BETA1, BETA2 = 0.9, 0.999


def problem_type(number):
    """The struct Problem of cuda/step.cuh for numbers of a C type."""
    integers = 'samples steps arcs model form detached euclidean box clipsDrift rule decays clipsGradient'
    numbers = 'gamma alpha lower upper rate driftLimit beta1 rest1 beta2 rest2 epsilon learningRate correction kept momentum clipNorm'
    given = 'weights firstMoment secondMoment sigmas batch start noise'
    found = 'chain drift positive negative cost loss cotangent gradient firstUpdated secondUpdated updated'
    fields = [('layers', ctypes.c_int), ('code', ctypes.c_int), ('sizes', ctypes.c_int * (MOST_LAYERS + 1))]
    fields += [(name, ctypes.c_int) for name in integers.split()]
    fields += [(name, number) for name in numbers.split()]
    fields += [('milliseconds', ctypes.c_double)]
    fields += [(name, ctypes.POINTER(number)) for name in given.split()]
    fields += [(name, ctypes.POINTER(ctypes.c_int)) for name in ('arcRow', 'arcColumn')]
    fields += [(name, ctypes.POINTER(number)) for name in ('arcMass', *found.split())]
    return type('Problem', (ctypes.Structure,), {'_fields_': fields})


class Library:
    def __init__(self, path):
        self.functions = ctypes.CDLL(path)
        name = ctypes.create_string_buffer(256)
        self.functions.device_name(name, len(name))
        self.device = name.value.decode()
        if self.device == '':
            raise SystemExit(f'cuda_backend: expected a CUDA device for {path}, found none')

    def hyperbolic(self, x):
        """tanh x and log cosh x of the twin, x float64."""
        results = [np.empty_like(x), np.empty_like(x)]
        pointers = [array.ctypes.data_as(ctypes.POINTER(ctypes.c_double)) for array in (x, *results)]
        if self.functions.hyperbolic(*pointers, len(x)) != 0:
            raise SystemExit('cuda_backend: the device failed')
        return results

    def run(self, dtype, arrays, settings):
        """One step; the kernels' time in milliseconds. Arrays of what is found are filled."""
        number = ctypes.c_float if dtype.itemsize == 4 else ctypes.c_double
        kinds = {np.dtype(np.int32): ctypes.c_int, dtype: number}
        pointers = {name: array.ctypes.data_as(ctypes.POINTER(kinds[array.dtype])) for name, array in arrays.items()}
        problem = problem_type(number)(**settings, **pointers)
        if getattr(self.functions, f'step_{dtype.name}')(ctypes.byref(problem)) != 0:
            raise SystemExit('cuda_backend: the device failed')
        return problem.milliseconds


def layer_sizes(config, features):
    half = [features, *config['network']['hidden'], config['network']['code']]
    sizes = half + half[-2::-1]
    if len(sizes) > MOST_LAYERS + 1:
        raise SystemExit(f'cuda_backend: expected at most {MOST_LAYERS} layers, got {len(sizes) - 1}')
    return sizes


def sampler_settings(sampler):
    """λ/T, the box and the limit of the drift, and the σ of every step, in binary64."""
    step_size, sigma = sampler['stepSize'], sampler['noise']
    sigma = math.sqrt(2 * step_size) if sigma is None else sigma
    step_size = sigma * sigma / 2 if step_size is None else step_size
    box, limit = sampler['box'], sampler['clipGradient']
    settings = {
        'rate': step_size / sampler['temperature'],
        'box': NO_BOX if box is None else REJECT if sampler['outside'] == 'reject' else CLAMP,
        'lower': 0 if box is None else box[0],
        'upper': 0 if box is None else box[1],
        'clipsDrift': limit is not None,
        'driftLimit': limit or 0,
    }
    return settings, [sigma / max(1, i) if sampler['annealNoise'] else sigma for i in range(sampler['steps'])]


def loss_settings(config):
    loss = config['loss']
    return {
        'model': MODELS.index(config['model']),
        'form': FORMS.index(loss['form']),
        'detached': loss['detachNegatives'],
        'euclidean': loss['cost'] == 'euclidean',
        'gamma': loss['gamma'],
        'alpha': loss['alpha'],
    }


def one_less_power(beta, t):
    """1 − βᵗ, the power rounded once."""
    return 1 - float(Fraction(beta) ** t)


def update_settings(optimiser, updates, learning_rate):
    """The scalars of update number `updates` + 1, in binary64."""
    clip, t = optimiser['clipNorm'], updates + 1
    common = {'clipsGradient': clip is not None, 'clipNorm': clip or 0}
    if optimiser['name'] == 'sgd':
        return {**common, 'rule': SGD, 'momentum': optimiser['momentum'], 'learningRate': learning_rate}
    decay = optimiser['weightDecay'] if optimiser['name'] == 'adamw' else 0
    return {
        **common,
        'rule': ADAM,
        'beta1': BETA1,
        'rest1': 1 - BETA1,
        'beta2': BETA2,
        'rest2': 1 - BETA2,
        'epsilon': 1e-8,
        'learningRate': learning_rate / one_less_power(BETA1, t),
        'correction': math.sqrt(one_less_power(BETA2, t)),
        'decays': decay != 0,
        'kept': 1 - learning_rate * decay,
    }


class Replay:
    def __init__(self, inputs, metadata, library):
        self.inputs, self.library = inputs, library
        self.config = json.loads(metadata['config'])
        self.updates = int(metadata.get('updates', '0'))
        self.rates = json.loads(metadata.get('learningRates', 'null'))
        self.outputs = {}
        batch = inputs['step.0/batch']
        self.dtype, self.sizes = batch.dtype, layer_sizes(self.config, batch.shape[1])
        half = len(self.sizes) // 2
        parts = [f'{part}.{i}' for part in ('encoder', 'decoder') for i in range(half)]
        self.shapes = {}
        for name, size, units in zip(parts, self.sizes, self.sizes[1:]):
            self.shapes[f'{name}.weight'] = (units, size)
            self.shapes[f'{name}.bias'] = (units,)
        optimiser = self.config['optimiser']
        self.moments = ['adam.m', 'adam.v']
        if optimiser['name'] == 'sgd':
            self.moments = ['sgd.velocity'] if optimiser['momentum'] != 0 else []
        self.weights = self.given_parameters('init')
        zeros = np.zeros_like(self.weights)
        self.state = [self.given_parameters(f'init/{name}') if self.updates > 0 else zeros for name in self.moments]

    def given(self, name):
        if name not in self.inputs:
            raise SystemExit(f'cuda_backend: expected a tensor {name} in the bundle, got none')
        self.outputs[name] = self.inputs[name]
        return np.ascontiguousarray(self.inputs[name])

    def given_parameters(self, folder):
        return np.concatenate([self.given(f'{folder}/{name}').ravel() for name in self.shapes])

    def keep_parameters(self, folder, numbers):
        at = 0
        for name, shape in self.shapes.items():
            self.outputs[f'{folder}/{name}'] = numbers[at : at + math.prod(shape)].reshape(shape)
            at += math.prod(shape)

    def arcs(self, at):
        """The plan's arcs that carry mass, row by row."""
        plan = self.given(f'{at}/transport.plan')
        row, column = np.nonzero(plan)
        return {'arcRow': row.astype(np.int32), 'arcColumn': column.astype(np.int32), 'arcMass': plan[row, column]}

    def step(self, k, repeat):
        """Milliseconds of the kernels and of the whole call with its copies: the medians of `repeat` runs."""
        at, config, dtype = f'step.{k}', self.config, self.dtype
        is_chain, is_optimal = config['model'] != 'ae', config['model'] == 'wnae'
        passes_chain = is_optimal or (config['model'] == 'nae' and not config['loss']['detachNegatives'])
        batch = self.given(f'{at}/batch')
        sampler, sigmas = sampler_settings(config['sampler'])
        arrays = {'batch': batch, 'weights': self.weights}
        arrays.update(zip(('firstMoment', 'secondMoment'), self.state or [np.zeros_like(self.weights)]))
        found = {'positive': ('energy.positive', batch.shape[:1]), 'loss': ('loss', ())}
        arcs = 0
        if is_chain:
            noise = self.given(f'{at}/noise')
            arrays.update(start=self.given(f'{at}/chain.start'), noise=noise, sigmas=np.array(sigmas, dtype))
            found['chain'] = ('chain', (len(noise) + 1, *batch.shape))
            found['drift'] = ('drift', noise.shape)
            found['negative'] = ('energy.negative', batch.shape[:1])
        if is_optimal:
            arrays.update(self.arcs(at))
            arcs = arrays['arcRow'].size
            found['cost'] = ('transport.cost', ())
        if passes_chain:
            found['cotangent'] = ('cotangent', noise.shape)
        parameters = {name: np.empty_like(self.weights) for name in ('gradient', 'firstUpdated', 'secondUpdated', 'updated')}
        results = {field: np.empty(shape, dtype) for field, (_, shape) in found.items()}
        rate = config['optimiser']['learningRate'] if self.rates is None else self.rates[k]
        settings = {
            'layers': len(self.sizes) - 1,
            'code': len(self.sizes) // 2 - 1,
            'sizes': (ctypes.c_int * (MOST_LAYERS + 1))(*self.sizes),
            'samples': len(batch),
            'steps': len(sigmas) if is_chain else 0,
            'arcs': arcs,
            **sampler,
            **loss_settings(config),
            **update_settings(config['optimiser'], self.updates + k, rate),
        }
        kernels, calls = [], []
        for _ in range(repeat):
            begun = time.perf_counter()
            kernels.append(self.library.run(dtype, {**arrays, **results, **parameters}, settings))
            calls.append(1000 * (time.perf_counter() - begun))
        self.outputs.update({f'{at}/{name}': results[field] for field, (name, _) in found.items()})
        self.keep_parameters(f'{at}/grad', parameters['gradient'])
        self.state = [parameters[field] for field, _ in zip(('firstUpdated', 'secondUpdated'), self.moments)]
        for name, moment in zip(self.moments, self.state):
            self.keep_parameters(f'{at}/{name}', moment)
        self.weights = parameters['updated']
        self.keep_parameters(f'{at}/param', self.weights)
        return statistics.median(kernels), statistics.median(calls)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('bundle', help='whose inputs are replayed')
    parser.add_argument('out', help='the bundle to write')
    parser.add_argument('--library', required=True, help='cuda/step_twin.cu, compiled')
    parser.add_argument('--repeat', type=int, default=1, help='run each step so often, for its time')
    options = parser.parse_args(arguments)
    inputs, metadata = read_bundle(options.bundle)
    library = Library(options.library)
    k, times = 0, []
    try:
        replay = Replay(inputs, metadata, library)
        while f'step.{k}/batch' in inputs:
            times.append(replay.step(k, options.repeat))
            k += 1
    except KeyError as error:
        raise SystemExit(f'cuda_backend: expected the whole configuration in {options.bundle}, but {error} is missing') from error
    write_bundle(options.out, replay.outputs, {**metadata, 'producer': f'step_twin.cu on {library.device}'})
    kernels, calls = (statistics.median(column) for column in zip(*times))
    print(f'{options.out}: {k} steps on {library.device}, median {kernels:.3f} ms a step in kernels, {calls:.3f} ms with copies')


if __name__ == '__main__':
    main()
