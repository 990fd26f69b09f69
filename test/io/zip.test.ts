import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 as zlibCrc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { crc32 } from '../../lib/io/index.js';
import { readZip, writeZip } from '../../lib/io/zip.js';
import { zipArchive, type ArchiveEntry } from '../support/zipArchive.js';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const all = (): boolean => true;

/** The contents of an archive by name, all of them. */
function read(bytes: Uint8Array, wanted: (name: string) => boolean = all): Map<string, string> {
  const entries = [...readZip(bytes, wanted)];
  return new Map(entries.map(({ name, content }) => [name, Buffer.from(content).toString('hex')]));
}

const named = fc.uniqueArray(
  fc.record({ name: fc.string({ unit: 'grapheme', maxLength: 8 }), content: fc.uint8Array() }),
  { selector: ({ name }) => name, maxLength: 4 },
);

test('the checksum is that of zlib', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.equal(crc32(bytes), zlibCrc32(bytes))));
});

test('what is written is the format, field by field', () => {
  fc.assert(
    fc.property(named, fc.boolean(), (entries, compress) => {
      const expected = entries.map(({ name, content }): ArchiveEntry => {
        if (!compress) return { name, packed: content };
        return { name, packed: deflateRawSync(content), content, method: 8 };
      });
      assert.deepEqual(writeZip(entries, compress), zipArchive(expected));
    }),
  );
});

test('archives with extra fields and comments read exactly, wherever they lie in memory', () => {
  const lengths = fc.record({
    localExtra: fc.nat({ max: 40 }),
    extra: fc.nat({ max: 40 }),
    comment: fc.nat({ max: 40 }),
  });
  const entries = named.chain((list) =>
    fc.tuple(
      ...list.map(({ name, content }) =>
        fc.tuple(lengths, fc.boolean()).map(([more, deflated]): ArchiveEntry => {
          if (!deflated) return { name, packed: content, ...more };
          return { name, packed: deflateRawSync(content), content, method: 8, ...more };
        }),
      ),
    ),
  );
  fc.assert(
    fc.property(entries, fc.uint8Array(), fc.nat({ max: 9 }), (list, comment, offset) => {
      const file = zipArchive(list, { comment });
      const memory = new Uint8Array(offset + file.length + 9);
      memory.set(file, offset);
      assert.deepEqual(
        read(memory.subarray(offset, offset + file.length)),
        new Map(list.map(({ name, packed, content = packed }) => [name, Buffer.from(content).toString('hex')])),
      );
    }),
  );
}); // prettier-ignore

test('the end record is the last that fits, before a comment of at most 65,535 bytes', () => {
  const entry = { name: 'a', packed: text('abc') };
  const expected = new Map([['a', '616263']]);
  for (const length of [0, 1, 65_535]) {
    const comment = new Uint8Array(length);
    assert.deepEqual(read(zipArchive([entry], { comment })), expected);
    // an end record that is no end, for bytes would be missing or left over
    for (const said of [0, 2, 40]) {
      if (length < 41) continue;
      comment.set([0x50, 0x4b, 5, 6], 7);
      comment.set([said, 0], 27);
      assert.deepEqual(read(zipArchive([entry], { comment })), expected);
    }
  }
  const tooLong = new Uint8Array(22 + 65_536);
  tooLong.set(zipArchive([]));
  assert.throws(() => read(tooLong), /expected the end record .* got 65558 bytes without$/);
});

test('an archive without entries, entries without bytes and one without a name are read', () => {
  assert.deepEqual(read(zipArchive([])), new Map());
  const empty = new Uint8Array();
  const entries = [
    { name: 'a', packed: empty },
    { name: 'b', packed: deflateRawSync(empty), content: empty, method: 8 },
    { name: '', packed: empty },
  ];
  assert.deepEqual([...read(zipArchive(entries)).values()], ['', '', '']);
});

test('of a wish for some entries the others are neither unpacked nor counted', () => {
  const packed = text('abc');
  const file = zipArchive([
    { name: 'a', packed },
    { name: 'b', packed, checksum: 0 },
  ]);
  assert.deepEqual(read(file, (name) => name === 'a'), new Map([['a', '616263']]));
  assert.throws(() => read(file), /"b" from byte \d+ to have 3 bytes and checksum 0, got 3 and \d+$/);
}); // prettier-ignore

test('entries may unpack to 64 times the archive and 128 MiB, not to a byte more', () => {
  // what cannot be unpacked: the sizes are all that is looked at before
  const packed = new Uint8Array(80_000).fill(0xff);
  const archive = (...sizes: number[]): Uint8Array =>
    zipArchive(sizes.map((size, k) => ({ name: `${k}`, packed, method: 8, size })));
  const most = 64 * archive(0, 0, 0).length + 128 * 2 ** 20;
  const third = Math.floor(most / 3);
  assert.throws(() => read(archive(third, third, most - 2 * third)), /deflated data of "0" .* damaged/);
  assert.throws(
    () => read(archive(third, third, most - 2 * third + 1)),
    RegExp(`unpack to at most ${most} bytes, got ${most + 1} with "2"; store them uncompressed$`),
  );
  // what is not wanted does not count, not even as a byte
  const more = 64 * archive(0, 0, 0, 0).length + 128 * 2 ** 20 - 2 * third;
  const wanted = (name: string): boolean => name !== '1';
  assert.throws(() => read(archive(third, third, third, more), wanted), /deflated data of "0"/);
  assert.throws(() => read(archive(third, third, third, more + 1), wanted), /store them uncompressed$/);
}); // prettier-ignore

test('entries that share bytes may have as many as the archive, not one more', () => {
  const content = { name: 'b', packed: new Uint8Array(1000) };
  // a, which has no bytes, is said to have those behind it
  const sharing = (packedSize: number): Uint8Array =>
    zipArchive([{ name: 'a', packed: new Uint8Array(), packedSize, size: 0 }, content]);
  const size = sharing(0).length;
  assert.throws(() => read(sharing(size - 1000)), /"a" from byte 31 to have 0 bytes and checksum/);
  assert.throws(
    () => read(sharing(size - 999)),
    RegExp(`expected entries of at most ${size} bytes in all, got ${size + 1} with "b"$`),
  );
});

test('an entry lies in the archive, and unpacks to no more than deflate can', () => {
  const packed = new Uint8Array(10).fill(0xff);
  const one = (entry: Partial<ArchiveEntry>): Uint8Array =>
    zipArchive([{ name: 'a', packed, ...entry }]);
  const size = one({}).length;
  const refusals: [Partial<ArchiveEntry>, RegExp][] = [
    [{ packedSize: size - 31 }, /to have 10 bytes and checksum \d+, got \d+ and/],
    [{ packedSize: size - 30 }, RegExp(`"a" to have ${size - 30} bytes from byte 31 .* got an archive of ${size}$`)],
    [{ size: 9 }, /to have 9 bytes and checksum \d+, got 10 and/],
    [{ size: 11 }, /"a" to have 10 bytes from byte 31 that unpack to 11,/],
    [{ method: 8, size: 10_320 }, /deflated data of "a" .* damaged/],
    [{ method: 8, size: 10_321 }, /"a" to have 10 bytes from byte 31 that unpack to 10321,/],
    [{ local: 0xffffffff }, /"a" below 4 GiB .* zip64/],
    [{ packedSize: 0xffffffff }, /"a" below 4 GiB .* zip64/],
    [{ size: 0xffffffff }, /"a" below 4 GiB .* zip64/],
  ]; // prettier-ignore
  for (const [entry, message] of refusals) {
    assert.throws(() => read(one(entry)), message, JSON.stringify(entry));
  }
});

test('the directory ends where the end record begins', () => {
  const entry = { name: 'a', packed: text('abc'), comment: 5 };
  const file = zipArchive([entry], { count: 2 });
  assert.throws(
    () => read(file),
    RegExp(`expected an entry of the directory at byte ${file.length - 22}, got something else$`),
  );
  const overlapping = zipArchive([entry]);
  overlapping[overlapping.length - 22 - 52 + 32] += 1;
  const [end, got] = [overlapping.length - 22, overlapping.length - 21];
  assert.throws(
    () => read(overlapping),
    RegExp(`directory entry at byte ${end - 52} to end by ${end}, got ${got}$`),
  );
});

test('a directory entry that begins too late, or a header that shares bytes with one, is refused', () => {
  for (let bytes = 4; bytes < 46; bytes++) {
    const file = zipArchive([{ name: 'a', packed: text('abc'), comment: 60 }]);
    const late = file.length - 22 - bytes;
    file.set([0x50, 0x4b, 1, 2], late);
    new DataView(file.buffer).setUint32(file.length - 6, late, true);
    assert.throws(
      () => read(file),
      RegExp(`expected an entry of the directory at byte ${late}, got something else$`),
    );
  }
  // the name of the header would be the signature of the directory entry
  const name = 'PK\x01\x02';
  const file = zipArchive([{ name, packed: new Uint8Array() }]);
  const sharing = new Uint8Array([...file.subarray(0, 30), ...file.subarray(34)]);
  new DataView(sharing.buffer).setUint32(sharing.length - 6, 30, true);
  assert.throws(
    () => read(sharing),
    /expected the header of "PK.*" at byte 0, got something else$/,
  );
});

test('what zip64 would be needed for is not written', () => {
  const content = text('abc');
  const names = (count: number) => Array.from({ length: count }, (_, k) => ({ name: `${k}`, content }));
  assert.equal(read(writeZip(names(65_534), false)).size, 65_534);
  assert.throws(() => writeZip(names(65_535), false), /^RangeError: npz: expected fewer than 65535 arrays, got 65535$/);

  const long = 'x'.repeat(65_535);
  assert.deepEqual([...read(writeZip([{ name: long, content }], false)).keys()], [long]);
  const refused = /^RangeError: npz: expected names below 64 KiB and an archive below 4 GiB, got more with/;
  assert.throws(() => writeZip([{ name: `${long}x`, content }], false), refused);

  // contents that only say how long they are
  const saying = (length: number): Uint8Array =>
    Object.defineProperty(new Uint8Array(), 'length', { value: length }) as Uint8Array;
  assert.throws(() => writeZip([{ name: 'a', content: saying(2 ** 32 - 1) }], true), refused);
  assert.throws(() => writeZip([{ name: 'a', content: saying(2 ** 32 - 1 - 31) }], false), refused);
}); // prettier-ignore
