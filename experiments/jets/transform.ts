import type { Config } from '../../algorithms/index.js';
import {
  fitMinMaxScaler, fitQuantileTransform, inverseMinMaxScale, inverseQuantileTransform, minMaxScale,
  quantileTransform, restoreMinMaxScaler, restoreQuantileTransform, type MinMaxScaler,
  type QuantileTransform,
} from '../../algorithms/preprocessing/index.js'; // prettier-ignore
import type { StoredArray } from '../../lib/io/index.js';

type Fitted =
  | { readonly kind: 'quantile'; readonly map: QuantileTransform }
  | { readonly kind: 'minmax'; readonly map: MinMaxScaler }
  | { readonly kind: 'none' };

/** A fitted transform as arrays, for storing. */
export interface TransformState {
  readonly name: string;
  readonly arrays: Readonly<Record<string, StoredArray>>;
}

/** The preprocessing of jets, fitted to the training part: features to what the model sees, and back. */
export class Transform {
  private constructor(private readonly fitted: Fitted) {}

  /** Fits the configured transform to jets [n, columns], row-major. */
  static fit({ preprocessing, sampler }: Config, jets: Float64Array, columns: number): Transform {
    const { transform, quantiles } = preprocessing;
    if (transform === 'none') return new Transform({ kind: 'none' });
    if (transform === 'quantile') {
      return new Transform({
        kind: 'quantile',
        map: fitQuantileTransform(jets, columns, { quantiles }),
      });
    }
    const map = fitMinMaxScaler(jets, columns, sampler.box ?? undefined);
    return new Transform({ kind: 'minmax', map });
  }

  /** Features, row-major → what the model sees. */
  apply(jets: Float64Array): Float64Array {
    const { fitted } = this;
    if (fitted.kind === 'none') return jets;
    return fitted.kind === 'quantile'
      ? quantileTransform(fitted.map, jets)
      : minMaxScale(fitted.map, jets);
  }

  /** What the model sees, row-major → features. */
  invert(points: Float64Array): Float64Array {
    const { fitted } = this;
    if (fitted.kind === 'none') return points;
    return fitted.kind === 'quantile'
      ? inverseQuantileTransform(fitted.map, points)
      : inverseMinMaxScale(fitted.map, points);
  }

  get state(): TransformState {
    const { fitted } = this;
    if (fitted.kind === 'none') return { name: 'none', arrays: {} };
    if (fitted.kind === 'minmax') {
      const { columns, scale, shift } = fitted.map;
      const list = (data: Float64Array): StoredArray => ({ shape: [columns], data });
      return { name: 'minmax', arrays: { scale: list(scale), shift: list(shift) } };
    }
    const { columns, distribution, quantiles } = fitted.map;
    const table = { shape: [columns, quantiles.length / columns], data: quantiles };
    return { name: `quantile-${distribution}`, arrays: { quantiles: table } };
  }

  static restore({ name, arrays }: TransformState): Transform {
    const numbers = (key: string): Float64Array => arrays[key].data as Float64Array;
    if (name === 'none') return new Transform({ kind: 'none' });
    if (name === 'minmax') {
      const [scale, shift] = [numbers('scale'), numbers('shift')];
      const map = restoreMinMaxScaler({ columns: scale.length, scale, shift });
      return new Transform({ kind: 'minmax', map });
    }
    const distribution = /^quantile-(normal|uniform)$/.exec(name)?.[1];
    if (distribution !== 'normal' && distribution !== 'uniform') {
      throw new Error(`transform: expected quantile-normal, minmax or none, got ${name}`);
    }
    const [columns] = arrays.quantiles.shape;
    const map = restoreQuantileTransform({
      distribution,
      columns,
      quantiles: numbers('quantiles'),
    });
    return new Transform({ kind: 'quantile', map });
  }
}
