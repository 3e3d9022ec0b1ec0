/** Exact bounds on how likely something is, from how often it happened: Clopper and Pearson 1934. */

/** ln Γ, after Lanczos; 15 digits. */
function logGamma(x: number): number {
  const factors = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const base = x - 1;
  const sum = factors.reduce((total, factor, at) => total + factor / (base + at + 1), 0.9999999999998099);
  const shifted = base + factors.length - 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (base + 0.5) * Math.log(shifted) - shifted + Math.log(sum);
}

/** P(X ≥ hits) of a binomial. */
function upperTail(hits: number, tries: number, probability: number): number {
  let sum = 0;
  for (let k = hits; k <= tries; k += 1) {
    const log =
      logGamma(tries + 1) -
      logGamma(k + 1) -
      logGamma(tries - k + 1) +
      k * Math.log(probability) +
      (tries - k) * Math.log1p(-probability);
    const term = Math.exp(log);
    sum += term;
    if (k > tries * probability && term < sum * 1e-12) break;
  }
  return Math.min(1, sum);
}

/** Whatever the true probability, it is above this but for one time in `1 / doubt`. */
export function leastProbability(hits: number, tries: number, doubt: number): number {
  if (hits === 0) return 0;
  let [low, high] = [0, hits / tries];
  for (let turn = 0; turn < 60; turn += 1) {
    const middle = (low + high) / 2;
    if (upperTail(hits, tries, middle) < doubt) low = middle;
    else high = middle;
  }
  return low;
}

export const mostProbability = (hits: number, tries: number, doubt: number): number =>
  1 - leastProbability(tries - hits, tries, doubt);
