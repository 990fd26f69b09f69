#!/usr/bin/env python3
"""Replays the inputs of a bundle in PyTorch and writes a bundle of PyTorch's outputs.

    /usr/bin/python3 experiments/backends/torch_backend.py ours.safetensors torch.safetensors

Weights, batches, chain starts and noise are the given bundle's; chains, energies, gradients and updates are
PyTorch's own, each step going on from PyTorch's own weights. Transport plans are POT's. `wnae check` then says
where PyTorch first departs from the definitions, and whether that is rounding. docs/bundle.md is the format.
"""

import argparse
import json
import pathlib
import sys

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'peers'))

from bundle_file import read_bundle, write_bundle  # noqa: E402
from torch_wnae import Autoencoder, langevin_chain, nae_loss, pairwise_cost, transport_plan  # noqa: E402


def make_optimizer(settings, model):
    """The optimiser of a configuration; None for a name this backend does not know."""
    common = {'lr': settings['learningRate']}
    if settings['name'] == 'adam':
        return torch.optim.Adam(model.parameters(), **common)
    if settings['name'] == 'adamw':
        return torch.optim.AdamW(model.parameters(), weight_decay=settings['weightDecay'], **common)
    return torch.optim.SGD(model.parameters(), momentum=settings['momentum'], **common)


def moments_of(optimizer, parameter, settings):
    """name in the format -> the optimiser's own tensor for a parameter."""
    state = optimizer.state[parameter]
    if settings['name'] == 'sgd':
        return {} if settings['momentum'] == 0 else {'sgd.velocity': state['momentum_buffer']}
    return {'adam.m': state['exp_avg'], 'adam.v': state['exp_avg_sq']}


class Replay:
    def __init__(self, inputs, metadata, dtype, device):
        self.inputs, self.dtype, self.device = inputs, dtype, device
        self.config = json.loads(metadata['config'])
        self.updates = int(metadata.get('updates', '0'))
        self.rates = json.loads(metadata.get('learningRates', 'null'))
        self.outputs = {}
        network, features = self.config['network'], inputs['step.0/batch'].shape[1]
        self.model = Autoencoder((features, *network['hidden'], network['code'])).to(device, dtype)
        with torch.no_grad():
            for name, parameter in self.model.named_parameters():
                parameter.copy_(self.given(f'init/{name}'))
        self.optimizer = make_optimizer(self.config['optimiser'], self.model)
        if self.updates > 0:
            self.restore_moments()

    def restore_moments(self):
        for name, parameter in self.model.named_parameters():
            if self.config['optimiser']['name'] == 'sgd':
                state = {'momentum_buffer': self.given(f'init/sgd.velocity/{name}')}
            else:
                state = {
                    'step': torch.tensor(float(self.updates)),
                    'exp_avg': self.given(f'init/adam.m/{name}'),
                    'exp_avg_sq': self.given(f'init/adam.v/{name}'),
                }
            self.optimizer.state[parameter] = state

    def given(self, name):
        """An input, rounded to this replay's precision, which its bundle holds as it was used."""
        tensor = torch.from_numpy(self.inputs[name].astype(np.float64)).to(self.device, self.dtype)
        self.keep(name, tensor)
        return tensor

    def keep(self, name, tensor):
        self.outputs[name] = tensor.detach().cpu().numpy().copy()

    def run_chain(self, start, noise):
        sampler, loss = self.config['sampler'], self.config['loss']
        step_size, sigma = sampler['stepSize'], sampler['noise']
        sigma = (2 * step_size) ** 0.5 if sigma is None else sigma
        detached = self.config['model'] == 'nae' and loss['detachNegatives']
        return langevin_chain(
            self.model.energy,
            start,
            noise,
            sigma=sigma,
            step_size=step_size,
            temperature=sampler['temperature'],
            box=sampler['box'],
            reject=sampler['outside'] == 'reject',
            clip=sampler['clipGradient'],
            anneal=sampler['annealNoise'],
            differentiable=not detached,
        )

    def loss_of(self, at, batch, end):
        """The loss, a scalar with its graph; what it is made from goes into the bundle."""
        kind, settings = self.config['model'], self.config['loss']
        positive = self.model.energy(batch)
        self.keep(f'{at}/energy.positive', positive)
        if kind == 'ae':
            return positive.mean()
        negative = self.model.energy(end)
        self.keep(f'{at}/energy.negative', negative)
        if kind == 'nae':
            return nae_loss(positive, negative, settings['form'], settings['gamma'], settings['alpha'])
        cost = pairwise_cost(batch, end, settings['cost'])
        plan = transport_plan(cost.cpu()).to(self.device)
        self.keep(f'{at}/transport.plan', plan)
        if settings['cost'] == 'euclidean':
            # the distance of equal points has the derivative 0, not NaN: leave their arcs out
            moved = (plan > 0) & (cost > 0)
            total = (plan[moved] * cost[moved]).sum()
        else:
            total = (plan * cost).sum()
        self.keep(f'{at}/transport.cost', total)
        return total

    def step(self, k):
        at, settings = f'step.{k}', self.config['optimiser']
        batch, end = self.given(f'{at}/batch'), None
        if self.config['model'] != 'ae':
            chain = self.run_chain(self.given(f'{at}/chain.start'), self.given(f'{at}/noise'))
            self.keep(f'{at}/chain', torch.stack(chain['states']))
            self.keep(f'{at}/drift', torch.stack(chain['drifts']))
            end = chain['states'][-1]
            for state in chain['states'][1:]:
                if state.requires_grad:
                    state.retain_grad()
        loss = self.loss_of(at, batch, end)
        self.keep(f'{at}/loss', loss)
        self.optimizer.zero_grad()
        loss.backward()
        if end is not None and end.requires_grad:
            self.keep(f'{at}/cotangent', torch.stack([x.grad for x in chain['states'][1:]]))
        for name, parameter in self.model.named_parameters():
            self.keep(f'{at}/grad/{name}', parameter.grad)
        if settings['clipNorm'] is not None:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), settings['clipNorm'])
        if self.rates is not None:
            self.optimizer.param_groups[0]['lr'] = self.rates[k]
        self.optimizer.step()
        for name, parameter in self.model.named_parameters():
            for moment, value in moments_of(self.optimizer, parameter, settings).items():
                self.keep(f'{at}/{moment}/{name}', value)
            self.keep(f'{at}/param/{name}', parameter)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('bundle', help='whose inputs are replayed')
    parser.add_argument('out', help='the bundle to write')
    parser.add_argument('--dtype', choices=['float32', 'float64'], help="default: the bundle's")
    parser.add_argument('--device', default='cpu', help='cpu (the default) or cuda')
    parser.add_argument('--threads', type=int, default=1)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.backends.cuda.matmul.allow_tf32 = False
    inputs, metadata = read_bundle(options.bundle)
    dtype = options.dtype or str(inputs['step.0/batch'].dtype)
    replay = Replay(inputs, metadata, getattr(torch, dtype), options.device)
    k = 0
    while f'step.{k}/batch' in inputs:
        replay.step(k)
        k += 1
    producer = f'PyTorch {torch.__version__} on {options.device}'
    write_bundle(options.out, replay.outputs, {**metadata, 'producer': producer})


if __name__ == '__main__':
    main()
