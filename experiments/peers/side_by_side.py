#!/usr/bin/env python3
"""The same trainings here and in PyTorch + POT, one after the other, with AUC and time side by side.

    /usr/bin/python3 experiments/peers/side_by_side.py --seeds 3

Both train on one thread in float32 with the settings of the official code for jets (class OFFICIAL below). Trainings
that are in --out already are not done again. Needs `npm run build`, PyTorch, POT and scikit-learn.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / 'data'

# Sampler, network and batch as in the code behind the paper's figures (March 2024); optimiser and schedule of the first
# release with the WNAE (September 2024). The chain is the same in both. Epochs pass through all jets here, where the
# official code draws as many with replacement.
OFFICIAL = {
    'steps': 10,
    'sigma': 0.22,
    'temperature': 0.063,
    'batch': 256,
    'lr': 2e-4,
    'weight-decay': 0.01,
    'plateau': {'factor': 0.8, 'patience': 20, 'threshold': 1e-3, 'cooldown': 10},
}


def ours_command(model, seed, epochs, every, out):
    settings = {
        'dtype': 'float32',
        'lastBatch': 'keep',
        'validateEvery': every,
        'batchSize': OFFICIAL['batch'],
        'sampler.steps': OFFICIAL['steps'],
        'sampler.noise': OFFICIAL['sigma'],
        'sampler.temperature': OFFICIAL['temperature'],
        'optimiser.name': 'adamw',
        'optimiser.learningRate': OFFICIAL['lr'],
        'optimiser.weightDecay': OFFICIAL['weight-decay'],
        'optimiser.schedule': 'plateau',
        'optimiser.plateau': OFFICIAL['plateau'],
    }
    text = lambda value: value if isinstance(value, str) else json.dumps(value)  # noqa: E731
    assignments = [word for key, value in settings.items() for word in ('--set', f'{key}={text(value)}')]
    common = ['--model', model, '--seed', str(seed), '--epochs', str(epochs), '--evaluate-every', str(every)]
    cli = ROOT / 'dist/experiments/cli.js'
    return ['node', str(cli), 'train', *common, *assignments, '--workers', '1', '--force', '--out', str(out)]


def torch_command(model, seed, epochs, every):
    options = {
        'model': model, 'seed': seed, 'split-seed': seed, 'epochs': epochs, 'every': every,
        'optimizer': 'adamw', 'data': DATA,
        **{key: OFFICIAL[key] for key in ('steps', 'sigma', 'temperature', 'batch', 'lr', 'weight-decay')},
    }  # fmt: skip
    words = [word for key, value in options.items() for word in (f'--{key}', str(value))]
    script = pathlib.Path(__file__).with_name('torch_training.py')
    return [sys.executable, str(script), *words, '--keep-last', '--plateau', json.dumps(OFFICIAL['plateau'])]


def timed(command, stdout):
    """Runs a command to its end: seconds that passed, and seconds of processor."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=stdout)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f'side_by_side: {" ".join(command)} ended with exit code {process.returncode}')
    return {'wall': time.perf_counter() - begin, 'cpu': usage.ru_utime + usage.ru_stime}


def train(name, command, folder, output):
    """One training, unless it is there; its times are written last, so that they tell that it is whole."""
    times = folder / f'{name}.times.json'
    if times.exists() and json.loads(times.read_text())['command'] == command:
        return json.loads(times.read_text())
    print(f'side_by_side: {name}', file=sys.stderr, flush=True)
    with open(output, 'w', encoding='utf8') as stdout:
        measured = {'command': command, **timed(command, stdout)}
    times.write_text(json.dumps(measured))
    return measured


def result_of(epochs, times):
    """Chosen and last of lines {epoch, w, auc}: the choice is the least W, as a training makes it."""
    measured = [line for line in epochs if line['epoch'] > 0 and line['w'] is not None]
    chosen = min(measured, key=lambda line: line['w'])
    return {'epoch': chosen['epoch'], 'auc': chosen['auc'], 'w': chosen['w'], 'end': measured[-1]['auc'], **times}


def ours(folder, name, times):
    lines = [json.loads(line) for line in (folder / name / 'metrics.jsonl').read_text().splitlines()]
    return result_of(
        [
            {'epoch': line['epoch'], 'w': line['validation']['wasserstein'], 'auc': line['meanAuc']}
            for line in lines
            if line.get('validation') is not None and 'meanAuc' in line
        ],
        times,
    )


def torch(path, times):
    lines = [json.loads(line) for line in path.read_text().splitlines()[1:]]
    return result_of(
        [
            {'epoch': line['epoch'], 'w': line['w_validation'], 'auc': line['auc_mean']}
            for line in lines
            if 'w_validation' in line
        ],
        times,
    )


COLUMNS = [
    ('chosen epoch', 'epoch', '.0f'),
    ('mean AUC there', 'auc', '.3f'),
    ('W there', 'w', '.3f'),
    ('mean AUC at the end', 'end', '.3f'),
    ('wall time, s', 'wall', '.1f'),
    ('CPU time, s', 'cpu', '.1f'),
]


def table(results):
    """Markdown: a row a training, then mean ± standard deviation of each engine."""
    print('| | seed | ' + ' | '.join(title for title, _, _ in COLUMNS) + ' |')
    print('|---' * (2 + len(COLUMNS)) + '|')
    for engine, by_seed in results.items():
        for seed, result in by_seed.items():
            print(f'| {engine} | {seed} | ' + ' | '.join(format(result[key], form) for _, key, form in COLUMNS) + ' |')
    for engine, by_seed in results.items():
        cells = []
        for _, key, form in COLUMNS:
            values = [result[key] for result in by_seed.values()]
            spread = f' ± {statistics.stdev(values):{form}}' if len(values) > 1 else ''
            cells.append(f'{statistics.mean(values):{form}}{spread}')
        print(f'| **{engine}** | all | ' + ' | '.join(cells) + ' |')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('--model', choices=['nae', 'wnae'], default='wnae')
    parser.add_argument('--seeds', type=int, default=3, help='seeds 0, 1, …')
    parser.add_argument('--epochs', type=int, default=60)
    parser.add_argument('--every', type=int, default=5, help='W and AUC each so many epochs')
    parser.add_argument('--out', type=pathlib.Path, default=pathlib.Path('runs/side-by-side'))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    results = {'this engine': {}, 'PyTorch + POT': {}}
    for seed in range(options.seeds):
        name = f'{options.model}-{seed}'
        command = ours_command(options.model, seed, options.epochs, options.every, options.out / name)
        times = train(name, command, options.out, os.devnull)
        results['this engine'][seed] = ours(options.out, name, times)
        output = options.out / f'torch-{name}.jsonl'
        command = torch_command(options.model, seed, options.epochs, options.every)
        times = train(f'torch-{name}', command, options.out, output)
        results['PyTorch + POT'][seed] = torch(output, times)
    table(results)


if __name__ == '__main__':
    main()
