import { DenseTensor, type Floats, type Shape } from '../tensor/index.js';

/** Results of up to so many bytes share an allocation, which costs more than copying them. */
const SMALL = 32_768;

/** The results of a program where it leaves them, to be copied out after each run. */
export class Outputs {
  private readonly offsets: readonly number[];
  private readonly smallBytes: number;

  constructor(private readonly results: readonly (readonly [numbers: Floats, shape: Shape])[]) {
    let bytes = 0;
    this.offsets = results.map(([{ byteLength }]) => {
      if (byteLength > SMALL) return -1;
      const offset = bytes;
      bytes = Math.ceil((bytes + byteLength) / 8) * 8;
      return offset;
    });
    this.smallBytes = bytes;
  }

  /** Tensors that no later run changes. */
  copies(): DenseTensor[] {
    const small = new ArrayBuffer(this.smallBytes);
    return this.results.map(([numbers, shape], k) => {
      const offset = this.offsets[k];
      const size = numbers.length;
      const [buffer, at] = offset < 0 ? [new ArrayBuffer(numbers.byteLength), 0] : [small, offset];
      const copy =
        numbers instanceof Float64Array
          ? new Float64Array(buffer, at, size)
          : new Float32Array(buffer, at, size);
      copy.set(numbers);
      return new DenseTensor(copy, shape);
    });
  }
}
