#!/usr/bin/env python3
"""Trains an AE, NAE or WNAE on the embedded jets with PyTorch and prints one JSON line per
evaluated epoch: loss, energies, validation Wasserstein distance, AUC of every signal.

    python3 experiments/peers/torch_training.py --model wnae --epochs 60 --data data

Background: the boosted top quarks, split by event 70/15/15; every jet, signal ones too, must come
from an event with ST > 1300 GeV. Needs PyTorch, POT and scikit-learn.
"""

import argparse
import json
import pathlib
import struct
import sys
import time

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import QuantileTransformer

from torch_wnae import Autoencoder, langevin_chain, nae_loss, wasserstein

BACKGROUND = 'ttbar_boosted'
ST_MINIMUM = 1300.0
VALIDATION_POINTS = 1024


def read_jets(path):
    """features (N, 8) and event (N) of the jets above the ST cut, from a safetensors file."""
    raw = path.read_bytes()
    (length,) = struct.unpack_from('<Q', raw)
    header = json.loads(raw[8 : 8 + length])

    def tensor(name, dtype):
        begin, end = header[name]['data_offsets']
        values = np.frombuffer(raw[8 + length + begin : 8 + length + end], dtype)
        return values.reshape(header[name]['shape'])

    st = tensor('aux', '<f4')[:, header['__metadata__']['aux'].split(',').index('st')]
    return tensor('features', '<f4')[st > ST_MINIMUM], tensor('event', '<i4')[st > ST_MINIMUM]


def split_by_event(features, event, seed):
    """Training, validation and test parts, 70/15/15 in events; no event is in two of them."""
    events = np.random.default_rng(seed).permutation(np.unique(event))
    bounds = [int(0.70 * len(events)), int(0.85 * len(events))]
    return [features[np.isin(event, part)] for part in np.split(events, bounds)]


class ReplayBuffer:
    """First in, first out; a share of a new chain's starts is drawn from it with replacement."""

    def __init__(self, capacity, replay_ratio, features, generator):
        self.points = torch.empty(capacity, features)
        self.size = self.next = 0
        self.replay_ratio, self.generator = replay_ratio, generator

    def push(self, x):
        slots = (self.next + torch.arange(len(x))) % len(self.points)
        self.points[slots] = x
        self.next = (self.next + len(x)) % len(self.points)
        self.size = min(self.size + len(x), len(self.points))

    def draw(self, n, generator=None):
        generator = generator or self.generator
        replayed = int((torch.rand(n, generator=generator) < self.replay_ratio).sum())
        replayed = replayed if self.size else 0
        fresh = torch.randn(n - replayed, self.points.shape[1], generator=generator)
        if not replayed:
            return fresh
        index = torch.randint(self.size, (replayed,), generator=generator)
        return torch.cat([self.points[index], fresh])


class Trainer:
    def __init__(self, options, features=8):
        torch.manual_seed(options.seed)
        self.options = options
        self.generator = torch.Generator().manual_seed(options.seed + 1)
        self.model = Autoencoder()
        if options.optimizer == 'adamw':
            self.optimizer = torch.optim.AdamW(
                self.model.parameters(), lr=options.lr, weight_decay=options.weight_decay
            )
        else:
            self.optimizer = torch.optim.Adam(self.model.parameters(), lr=options.lr)
        self.schedule = (
            torch.optim.lr_scheduler.ReduceLROnPlateau(self.optimizer, **options.plateau)
            if options.plateau
            else None
        )
        self.buffer = ReplayBuffer(10_000, 0.95, features, self.generator)

    def chain_end(self, start, generator, differentiable=False):
        options = self.options
        noise = torch.randn(options.steps, *start.shape, generator=generator)
        chain = langevin_chain(
            self.model.energy,
            start,
            noise,
            sigma=options.sigma,
            temperature=options.temperature,
            box=(-3.0, 3.0),
            differentiable=differentiable,
        )
        return chain['states'][-1]

    def step(self, x):
        """One update; returns loss, mean E+ and mean E- (None for the plain autoencoder)."""
        options, model = self.options, self.model
        negative_energy = None
        if options.model == 'ae':
            positive_energy = model.energy(x)
            loss = positive_energy.mean()
        else:
            y = self.chain_end(
                self.buffer.draw(len(x)), self.generator, differentiable=options.model == 'wnae'
            )
            if options.model == 'wnae':
                loss = wasserstein(x, y)
                with torch.no_grad():
                    positive_energy, negative_energy = model.energy(x), model.energy(y)
            else:
                positive_energy, negative_energy = model.energy(x), model.energy(y)
                loss = nae_loss(
                    positive_energy, negative_energy, options.loss, options.gamma, options.alpha
                )
            self.buffer.push(y.detach())
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        energies = [e if e is None else e.mean().item() for e in (positive_energy, negative_energy)]
        return loss.item(), *energies

    def epoch(self, data):
        size = self.options.batch
        order = torch.randperm(len(data), generator=self.generator)
        batches = [b for b in order.split(size) if len(b) == size or self.options.keep_last]
        loss, positive, negative = zip(*(self.step(data[b]) for b in batches))
        if self.schedule:
            self.schedule.step(np.mean(loss))
        return {
            'loss': np.mean(loss),
            'energy_positive': np.mean(positive),
            'energy_negative': None if negative[0] is None else np.mean(negative),
            'steps': len(batches),
        }

    def validate(self, validation, background, signals, epoch):
        """W between validation data and chains begun from the training buffer (which they leave
        alone; it is empty for an autoencoder, whose chains all begin at fresh points); AUCs."""
        generator = torch.Generator().manual_seed(1_000_003 * (self.options.seed + 1) + epoch)
        data = validation[:VALIDATION_POINTS]
        samples = self.chain_end(self.buffer.draw(len(data), generator), generator)
        with torch.no_grad():
            score = {k: self.model.energy(x).numpy() for k, x in signals.items()}
            null = self.model.energy(background).numpy()
            energy_validation = self.model.energy(validation).mean().item()
            energy_samples = self.model.energy(samples).mean().item()
            distance = wasserstein(data.double(), samples.double()).item()
        label = {k: np.r_[np.zeros(len(null)), np.ones(len(s))] for k, s in score.items()}
        auc = {k: roc_auc_score(label[k], np.r_[null, s]) for k, s in score.items()}
        return {
            'energy_validation': energy_validation,
            'energy_samples': energy_samples,
            'w_validation': distance,
            'auc_mean': np.mean(list(auc.values())),
            'auc': auc,
        }


def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return float(f'{value:.6g}') if isinstance(value, float) else value


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('--model', choices=['ae', 'nae', 'wnae'], default='wnae')
    parser.add_argument('--loss', choices=['difference', 'log-cosh'], default='difference')
    parser.add_argument('--gamma', type=float, default=0.0, help='weight of <E-^2> (difference)')
    parser.add_argument('--alpha', type=float, default=0.001, help='weight of E+ (log-cosh)')
    parser.add_argument('--epochs', type=int, default=60)
    parser.add_argument('--every', type=int, default=1, help='evaluate each so many epochs')
    parser.add_argument('--lr', type=float, default=1e-3)
    parser.add_argument('--optimizer', choices=['adam', 'adamw'], default='adam')
    parser.add_argument('--weight-decay', type=float, default=0.01, help='of adamw')
    parser.add_argument(
        '--plateau', type=json.loads, default=None, help='JSON, arguments of ReduceLROnPlateau on the loss'
    )
    parser.add_argument('--batch', type=int, default=256)
    parser.add_argument('--keep-last', action='store_true', help='train on the partial batch too')
    parser.add_argument('--steps', type=int, default=10, help='Langevin steps')
    parser.add_argument('--sigma', type=float, default=0.22)
    parser.add_argument('--temperature', type=float, default=0.063)
    parser.add_argument('--seed', type=int, default=0, help='weights, batches, chains')
    parser.add_argument('--split-seed', type=int, default=0)
    parser.add_argument('--data', type=pathlib.Path, default=pathlib.Path('data'))
    return parser.parse_args()


def main():
    options = parse_options()
    torch.set_num_threads(1)
    background = read_jets(options.data / f'{BACKGROUND}.safetensors')
    parts = split_by_event(*background, options.split_seed)
    transform = QuantileTransformer(
        n_quantiles=1000, output_distribution='normal', subsample=10**9, random_state=0
    ).fit(parts[0])

    def prepare(x):
        return torch.from_numpy(transform.transform(x)).float()

    training, validation, test = map(prepare, parts)
    # A fixed shuffle, so that the first points of the validation part hold no order of events.
    shuffle = torch.randperm(len(validation), generator=torch.Generator().manual_seed(0))
    validation = validation[shuffle]
    signals = {
        path.stem: prepare(read_jets(path)[0])
        for path in sorted(options.data.glob('svj_*.safetensors'))
    }
    counts = {'training': len(training), 'validation': len(validation), 'test': len(test)}
    counts.update({name: len(x) for name, x in signals.items()})
    print(json.dumps({'options': vars(options), 'jets': counts}, default=str), flush=True)

    trainer = Trainer(options)
    for epoch in range(options.epochs + 1):
        record, seconds = {'epoch': epoch}, 0.0
        if epoch > 0:
            begin = time.perf_counter()
            record.update(trainer.epoch(training))
            seconds = time.perf_counter() - begin
            record['seconds_per_step'] = seconds / record['steps']
        if not all(torch.isfinite(p).all() for p in trainer.model.parameters()):
            print(json.dumps({'epoch': epoch, 'diverged': True}), flush=True)
            return 1
        if epoch % options.every == 0 or epoch == options.epochs:
            record.update(trainer.validate(validation, test, signals, epoch))
            print(json.dumps(rounded(record)), flush=True)
    return 0


if __name__ == '__main__':
    sys.exit(main())
