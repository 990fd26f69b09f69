#!/usr/bin/env python3
"""Reconstruction errors by PyTorch, of weights that go through a safetensors file one way or the other.

    python3 experiments/peers/torch_scores.py JETS.npy SCORES.npy --weights W.safetensors
    python3 experiments/peers/torch_scores.py JETS.npy SCORES.npy --write W.safetensors --sizes 8 10 6

The first loads the state_dict that `wnae export --safetensors` wrote into a module made of
torch.nn.Sequential; the second draws weights of its own and writes theirs, for `wnae score --weights`.
JETS are preprocessed, in the precision of the weights (float64, or float32 with --write --float32).
"""

import argparse
import json
import re
import struct

import numpy as np
import torch

DTYPES = {'F64': np.dtype('<f8'), 'F32': np.dtype('<f4')}


def stack(sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


class Autoencoder(torch.nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.encoder = stack(sizes)
        self.decoder = stack(sizes[::-1])

    def forward(self, x):
        return (x - self.decoder(self.encoder(x))).square().mean(1)


def read_safetensors(path):
    with open(path, 'rb') as file:
        (length,) = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop('__metadata__', None)
    return {
        name: torch.from_numpy(
            np.frombuffer(data[slice(*entry['data_offsets'])], DTYPES[entry['dtype']])
            .reshape(entry['shape'])
            .copy()
        )
        for name, entry in header.items()
    }


def write_safetensors(path, tensors):
    header, data = {'__metadata__': {'format': 'pt'}}, b''
    for name, value in tensors.items():
        array = value.detach().numpy()
        (dtype,) = (key for key, kind in DTYPES.items() if kind == array.dtype)
        offsets = [len(data), len(data) + array.nbytes]
        header[name] = {'dtype': dtype, 'shape': list(array.shape), 'data_offsets': offsets}
        data += array.tobytes()
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + data)


def sizes_of(state):
    """Layer sizes of the encoder, from the shapes of its weights."""
    numbers = sorted(int(m[1]) for name in state if (m := re.match(r'encoder\.(\d+)\.weight', name)))
    shapes = [state[f'encoder.{n}.weight'].shape for n in numbers]
    return [shapes[0][1], *(shape[0] for shape in shapes)]


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('jets')
    parser.add_argument('scores')
    parser.add_argument('--weights')
    parser.add_argument('--write')
    parser.add_argument('--sizes', type=int, nargs='+')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--float32', action='store_true')
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    if options.weights:
        state = read_safetensors(options.weights)
        model = Autoencoder(sizes_of(state)).to(next(iter(state.values())).dtype)
        model.load_state_dict(state, strict=True)
    else:
        model = Autoencoder(options.sizes).to(torch.float32 if options.float32 else torch.float64)
        write_safetensors(options.write, model.state_dict())
    x = torch.from_numpy(np.load(options.jets)).to(model.encoder[0].weight.dtype)
    with torch.no_grad():
        np.save(options.scores, model(x).numpy())
