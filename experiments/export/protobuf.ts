/** A field of a message: its number in the schema, and an integer ≥ 0, a text, bytes or a message. */
export type Field = readonly [number: number, value: number | string | Uint8Array];

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/**
 * A message in the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding),
 * fields in the order given; a repeated field is given repeatedly.
 */
export function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') {
        return Buffer.from([...varint(tag(number, VARINT)), ...varint(value)]);
      }
      const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
      const head = [...varint(tag(number, LENGTH_DELIMITED)), ...varint(bytes.length)];
      return Buffer.concat([Buffer.from(head), bytes]);
    }),
  );
}

function tag(number: number, wireType: number): number {
  return number * 8 + wireType;
}

/** Seven bits a byte, the lowest first; all but the last byte have their highest bit set. */
function varint(value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`protobuf: expected an integer from 0 to 2^53 − 1, got ${value}`);
  }
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}
