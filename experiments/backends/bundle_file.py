"""Reads and writes bundles (docs/bundle.md), which are safetensors files of float32 or float64."""

import json
import os
import pathlib
import struct

import numpy as np

CODES = {'F32': np.dtype('<f4'), 'F64': np.dtype('<f8')}


def read_bundle(path):
    """name -> array, and the metadata as text."""
    raw = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack_from('<Q', raw)
    header = json.loads(raw[8 : 8 + length])
    metadata = header.pop('__metadata__')
    if metadata.get('format') != 'wnae-bundle/1':
        raise SystemExit(f'{path}: expected the format wnae-bundle/1, got {metadata.get("format")}')

    def array(entry):
        begin, end = entry['data_offsets']
        values = np.frombuffer(raw[8 + length + begin : 8 + length + end], CODES[entry['dtype']])
        return values.reshape(entry['shape'])

    return {name: array(entry) for name, entry in header.items()}, metadata


def write_bundle(path, tensors, metadata):
    """Writes arrays, all float32 or all float64, under another name first."""
    header, offset = {'__metadata__': metadata}, 0
    for name, array in tensors.items():
        code = {4: 'F32', 8: 'F64'}[array.dtype.itemsize]
        offsets = [offset, offset + array.nbytes]
        header[name] = {'dtype': code, 'shape': list(array.shape), 'data_offsets': offsets}
        offset += array.nbytes
    text = json.dumps(header, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    temporary = pathlib.Path(f'{path}.{os.getpid()}.tmp')
    with temporary.open('wb') as file:
        file.write(struct.pack('<Q', len(text)) + text)
        for array in tensors.values():
            file.write(np.ascontiguousarray(array, CODES['F32' if array.dtype.itemsize == 4 else 'F64']).tobytes())
    temporary.replace(path)
