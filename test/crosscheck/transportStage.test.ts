import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTransport } from '../../experiments/crosscheck/transportStage.js';
import { gamma, precisions, type Precision } from '../../lib/errorAnalysis/index.js';
import { key, normal } from '../../lib/random/index.js';
import { tensor, type DenseTensor } from '../../lib/tensor/index.js';
import { certify, emd, type Metric } from '../../lib/transport/index.js';

const [rows, features] = [5, 3];
const x = tensor(normal(key(1), rows * features), [rows, features]);
const y = tensor(normal(key(2), rows * features), [rows, features]);

const total = (numbers: readonly number[]): number => numbers.reduce((s, v) => s + v, 0);

/** The cost between two rows and the error that a backend's can have, written out. */
function costOf(i: number, j: number, metric: Metric, precision: Precision): [number, number] {
  const unit = gamma(3 * features + 4, precision);
  const at = ({ data }: DenseTensor, row: number): number[] => [...data.slice(row * features, (row + 1) * features)]; // prettier-ignore
  const [p, q] = [at(x, i), at(y, j)];
  const square = total(p.map((v, k) => (v - q[k]) ** 2));
  const error = unit * total(p.map((v, k) => (Math.abs(v) + Math.abs(q[k])) ** 2));
  if (metric === 'sqeuclidean') return [square, error];
  const cost = Math.sqrt(square);
  return [cost, Math.min(error / cost, Math.sqrt(error)) + unit * cost];
}

/** The optimal plan as a matrix. */
function optimalPlan(metric: Metric): DenseTensor {
  const { plan } = emd({ x: Float64Array.from(x.data), y: Float64Array.from(y.data), dimension: features, metric }); // prettier-ignore
  const matrix = tensor(new Float64Array(rows * rows), [rows, rows]);
  plan.mass.forEach((mass, k) => (matrix.data[plan.row[k] * rows + plan.column[k]] += mass));
  return matrix;
}

function near(got: number, expected: number): void {
  assert.ok(Math.abs(got - expected) <= 1e-12 * expected, `${got}, not ${expected}`);
}

const metrics: readonly Metric[] = ['sqeuclidean', 'euclidean'];

test('the cost is Σ π c, its bound ⟨ε, π⟩ and the rounding of the products and their sum', () => {
  for (const metric of metrics) {
    for (const precision of Object.values(precisions)) {
      const plan = optimalPlan(metric);
      const arcs = [...plan.data.entries()].filter(([, mass]) => mass !== 0);
      const terms = arcs.map(([k, mass]): number[] => {
        const [cost, error] = costOf(Math.floor(k / rows), k % rows, metric, precision);
        return [mass * cost, mass * error, mass * (cost + error)];
      });
      const [value, carried, size] = [0, 1, 2].map((part) => total(terms.map((term) => term[part])));
      const bound = carried + gamma(arcs.length + 2, precision) * size;
      const given = checkTransport(x, y, metric, plan, precision);
      near(given.cost.value.item(), value);
      near(given.cost.error!.item(), bound);
      assert.equal(given.cost.wide, given.cost.error);
      assert.deepEqual([...given.plan!.value.data], [...plan.data]);
      // without a plan any may have been taken: the largest error of every row
      const all = Array.from({ length: rows }, (_, i) => i);
      const most = total(all.map((i) => Math.max(...all.map((j) => costOf(i, j, metric, precision)[1])) / rows));
      const own = checkTransport(x, y, metric, undefined, precision);
      assert.equal(own.plan, null);
      near(own.cost.value.item(), value);
      near(own.cost.error!.item(), bound + most);
    }
  }
}); // prettier-ignore

test('a cost of 0 under the root is bounded by the root of its error', () => {
  const point = tensor([[2, 1]]);
  const { cost } = checkTransport(point, point, 'euclidean', tensor([[1]]), precisions.float32);
  const root = Math.sqrt(gamma(10, precisions.float32) * (4 ** 2 + 2 ** 2));
  assert.equal(cost.value.item(), 0);
  near(cost.error!.item(), root + gamma(3, precisions.float32) * root);
});

test('one pair alone: at a distance of 1, at the origin, and without a plan', () => {
  const [whole, precision] = [tensor([[1]]), precisions.float32];
  const [unit, products] = [gamma(10, precision), gamma(3, precision)];
  const [p, q, origin] = [tensor([[2, 1]]), tensor([[2, 2]]), tensor([[0, 0]])];
  const error = unit * (4 ** 2 + 3 ** 2) + unit;
  const cost = checkTransport(p, q, 'euclidean', whole, precision).cost;
  near(cost.error!.item(), error + products * (1 + error));
  const own = checkTransport(p, q, 'euclidean', undefined, precision).cost;
  near(own.error!.item(), 2 * error + products * (1 + error));
  // its mass may be off by what an entry may
  const more = 1 + 2 ** -23;
  const { plan } = checkTransport(p, q, 'euclidean', tensor([[more]]), precision);
  assert.deepEqual([plan!.value.item(), plan!.error!.item() > 2 ** -23], [more, true]);
  assert.equal(checkTransport(origin, origin, 'euclidean', whole, precision).cost.error!.item(), 0);
});

test('an entry of a plan of n and m points may be off by γ of n + m + 4 in the smaller share', () => {
  const [two, three] = [tensor([[0], [3]]), tensor([[0], [1], [3]])];
  const third = 1 / 3;
  const plan = tensor([[third, 0.5 - third, 0], [0, 0.5 - third, third]]); // prettier-ignore
  for (const precision of Object.values(precisions)) {
    for (const [p, q, given] of [
      [two, three, plan],
      [three, two, tensor([[third, 0], [0.5 - third, 0.5 - third], [0, third]])], // prettier-ignore
    ] as const) {
      const { plan: expected } = checkTransport(p, q, 'sqeuclidean', given, precision);
      assert.deepEqual([...expected!.value.data], [...given.data]);
      const share = gamma(2 + 3 + 4, precision) / 2;
      assert.deepEqual([...expected!.error!.data], new Array<number>(6).fill(share));
    }
  }
});

/** What the check puts in the place of the entries of a plan that are not right. */
function corrections(
  plan: DenseTensor,
  precision: Precision = precisions.float64,
): [position: number, expected: number][] {
  const { plan: expected } = checkTransport(x, y, 'sqeuclidean', plan, precision);
  return [...expected!.value.data.entries()].filter(([k, mass]) => mass !== plan.data[k]);
}

const changed = (plan: DenseTensor, ...changes: readonly [number, number][]): DenseTensor => {
  const data = plan.data.slice();
  for (const [k, mass] of changes) data[k] = mass;
  return tensor(data, plan.shape);
};

const best = optimalPlan('sqeuclidean');
const occupied = best.data.findIndex((mass) => mass > 0);
const share = gamma(2 * rows + 4, precisions.float64) / rows;

test('an entry that is no mass is 0 instead', () => {
  const empty = best.data.indexOf(0);
  for (const mass of [-1e-30, 1.5, 1 + 2 * share, NaN]) {
    assert.deepEqual(corrections(changed(best, [empty, mass])), [[empty, 0]]);
  }
});

test('a wrong entry is put right where its row and column meet, whatever is left of its mass', () => {
  for (const k of [occupied, occupied + 2 * rows >= rows * rows ? 1 : occupied + 2 * rows]) {
    for (const more of [0.05, 2 * share]) {
      const found = corrections(changed(best, [k, best.data[k] + more]));
      assert.equal(found.length, 1);
      assert.equal(found[0][0], k);
      assert.ok(Math.abs(found[0][1] - best.data[k]) < share);
    }
  }
  assert.deepEqual(corrections(changed(best, [occupied, best.data[occupied] - share / 2])), []);
});

/** Of a matrix: the entries of a row, or of a column, by their positions. */
const rowOf = (i: number): number[] => Array.from({ length: rows }, (_, j) => i * rows + j);
const columnOf = (j: number): number[] => Array.from({ length: rows }, (_, i) => i * rows + j);

test('a row or a column that is wrong alone is put right at its greatest entry', () => {
  const moved = 0.05;
  const occupiedEntries = [...best.data.keys()].filter((k) => best.data[k] > 0);
  for (const from of occupiedEntries) {
    const [row, column] = [Math.floor(from / rows), from % rows];
    // mass that moves along its row leaves two columns wrong, along its column two rows: the first is put right
    for (const [line, crossing] of [
      [rowOf(row), (k: number): number[] => columnOf(k % rows)],
      [columnOf(column), (k: number): number[] => rowOf(Math.floor(k / rows))],
    ] as const) {
      for (const to of line.filter((k) => k !== from)) {
        const plan = changed(best, [from, best.data[from] - moved], [to, best.data[to] + moved]);
        const first = Math.min(from, to);
        const entries = crossing(first);
        const masses = entries.map((k) => plan.data[k]);
        const place = entries[masses.indexOf(Math.max(...masses))];
        const found = corrections(plan);
        assert.deepEqual(
          found.map(([k]) => k),
          [place],
        );
        const right = plan.data[place] + (first === from ? moved : -moved);
        assert.ok(Math.abs(found[0][1] - right) < share, `${found[0][1]}, not ${right}`);
      }
    }
  }
});

test('a plan that is not the cheapest loses its dearest arc, by reduced costs', () => {
  const problem = { x: Float64Array.from(x.data), y: Float64Array.from(y.data), dimension: features, metric: 'sqeuclidean' as const }; // prettier-ignore
  const { u, v } = emd(problem);
  const all = Array.from({ length: rows }, (_, i) => i);
  const mass = new Float64Array(rows).fill(1 / rows);
  let seen = 0;
  for (const shift of all) {
    for (const direction of [1, rows - 1]) {
      const column = all.map((i) => (shift + direction * i) % rows);
      const ends = { row: Int32Array.from(all), column: Int32Array.from(column), mass };
      if (certify(problem, ends, u, v).gap < 0.01) continue;
      const plan = tensor(new Float64Array(rows * rows), [rows, rows]);
      for (const i of all) plan.data[i * rows + column[i]] = 1 / rows;
      const reduced = all.map(
        (i) => costOf(i, column[i], 'sqeuclidean', precisions.float64)[0] - u[i] - v[column[i]],
      );
      const dearest = reduced.indexOf(Math.max(...reduced));
      assert.deepEqual(corrections(plan), [[dearest * rows + column[dearest], 0]]);
      seen++;
    }
  }
  assert.ok(seen >= 8, `${seen} plans`);
});

test('a plan is refused exactly from where its gap is more than rounding explains', () => {
  for (const precision of Object.values(precisions)) {
    let [accepted, refused] = [0, 0];
    for (let k = 0; k < 400; k++) {
      // two pairs at a right angle but for a tilt: the crossed plan is dearer by 4 · tilt
      const tilt = precision.both * 1.03 ** k;
      const [p, q] = [tensor([[-1, 0], [1, 0]]), tensor([[-tilt, 1], [tilt, -1]])]; // prettier-ignore
      const crossed = tensor([[0, 0.5], [0.5, 0]]); // prettier-ignore
      const problem = { x: Float64Array.from(p.data), y: Float64Array.from(q.data), dimension: 2, metric: 'sqeuclidean' as const }; // prettier-ignore
      const { plan, u, v } = emd(problem);
      const ends = { row: Int32Array.of(0, 1), column: Int32Array.of(1, 0), mass: Float64Array.of(0.5, 0.5) }; // prettier-ignore
      const { gap } = certify(problem, ends, u, v);
      // either plan pairs (±1, 0) with (±tilt, ±1): (1 + tilt)² + 1 in every cost's error
      const errors = 2 * gamma(10, precision) * ((1 + tilt) ** 2 + 1);
      assert.equal(plan.mass.length, 2);
      const solver = gamma(16, { ...precision, both: precisions.float64.unit });
      const sizes = total([...u, ...v].map(Math.abs));
      const allowed = errors + ((gamma(8, precision) + solver) / 2) * sizes;
      const expected = checkTransport(p, q, 'sqeuclidean', crossed, precision).plan!.value;
      const isAccepted = expected.data.every((mass, at) => mass === crossed.data[at]);
      if (Math.abs(gap / allowed - 1) > 1e-9)
        assert.equal(isAccepted, gap < allowed, `tilt ${tilt}`);
      if (isAccepted) accepted++;
      else refused++;
    }
    assert.ok(accepted > 20 && refused > 20, `${accepted} accepted, ${refused} refused`);
  }
});
