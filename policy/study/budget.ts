/**
 * What studies may learn about one person in a year, added up. Costs are zero-concentrated differential privacy (zCDP,
 * Bun and Steinke 2016), because it adds up without loss; in millionths of ρ, whole numbers, rounded up. Counted against
 * one aggregator's noise alone: the other may be in league with whoever looks.
 */

/**
 * Noise of one aggregator on each cell. Laplace: `numerator / denominator` is the scale; Gaussian: it is the variance σ².
 * The neighbour of a person who took part is the same person in any other cell (`substitution`): how many took part is told.
 */
export interface Mechanism {
  readonly name: 'discrete-laplace' | 'discrete-gaussian';
  readonly numerator: number;
  readonly denominator: number;
  readonly neighbour: 'substitution';
}

const million = 1_000_000n;

const ceilDivide = (over: bigint, under: bigint): bigint => (over + under - 1n) / under;

/**
 * Substitution moves two cells by one: ℓ1 distance 2, squared ℓ2 distance 2. Laplace of scale b is ε-DP with ε = 2/b, and
 * ε-DP is ε²/2-zCDP (Bun and Steinke 2016, proposition 1.4). Gaussian is Δ₂²/(2σ²)-zCDP (Canonne, Kamath, Steinke 2020, theorem 14).
 */
export function rhoMillionths({ name, numerator, denominator }: Mechanism): number {
  const [over, under] = [BigInt(numerator), BigInt(denominator)];
  const rho =
    name === 'discrete-laplace'
      ? ceilDivide(2n * under * under * million, over * over)
      : ceilDivide(under * million, over);
  return Number(rho);
}

/** ρ = 2 a year: four studies at ε = 1, or sixteen at ε = 0.5. */
export const yearlyMillionths = 2_000_000;

/** No single study takes more than a quarter of a year, so none may add less noise than that: ε = 1 with Laplace, σ² = 2. */
export const maxStudyMillionths = yearlyMillionths / 4;

/** What was spent, one entry a study that gave a token. */
export interface Spent {
  readonly study: string;
  /** Year (UTC) in which the token was given. */
  readonly year: number;
  readonly costMillionths: number;
}

export function leftMillionths(spent: readonly Spent[], year: number): number {
  const sum = spent.reduce((total, entry) => total + (entry.year === year ? entry.costMillionths : 0), 0);
  return Math.max(0, yearlyMillionths - sum);
}

/** The same study again costs nothing more: its token was given. */
export function mayPay(
  spent: readonly Spent[],
  study: string,
  costMillionths: number,
  year: number,
): boolean {
  return (
    spent.some((entry) => entry.study === study) ||
    (costMillionths > 0 && costMillionths <= leftMillionths(spent, year))
  );
}

/** ε that one release costs, for Laplace exactly; for Gaussian at δ = 10⁻⁶ (ε = ρ + 2√(ρ ln 1/δ)), for words only. */
export function epsilonOf(mechanism: Mechanism): number {
  const { name, numerator, denominator } = mechanism;
  if (name === 'discrete-laplace') return (2 * denominator) / numerator;
  const rho = denominator / numerator;
  return rho + 2 * Math.sqrt(rho * Math.log(1e6));
}
