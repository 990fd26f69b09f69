/**
 * Sum in ascending order from +0 with Neumaier's correction (Neumaier 1974): the error is that of
 * one final rounding plus n² 2⁻¹⁰⁶ Σ|x|.
 */
export function accurateSum(values: Float64Array): number {
  let sum = 0;
  let correction = 0;
  for (let k = 0; k < values.length; k++) {
    const term = values[k];
    const next = sum + term;
    correction += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + correction;
}
