import { CryptoFault } from '../fault.ts';
import { type Circuit, pointsOf } from './circuit.ts';
import type { Element, Field, Vector } from './field.ts';
import { Roots } from './roots.ts';

/**
 * The fully linear proof of VDAF §7.3 for one circuit. Each input wire of the gadget is a polynomial: a random seed at
 * the first root of unity, the input of each call at the next. The gadget of these polynomials is one of twice the
 * degree; its values are the proof, and hold the output of each call. A verifier looks at all of them at one random point.
 */
export class ProofSystem<M> {
  readonly proofLength: number;
  readonly proveRandLength: number;
  readonly queryRandLength: number;
  readonly verifierLength: number;
  private readonly circuit: Circuit<M>;
  private readonly field: Field;
  private readonly constantOne: Element;
  private readonly points: number;
  private readonly roots: Roots;

  constructor(circuit: Circuit<M>, shares: number) {
    this.circuit = circuit;
    this.field = circuit.field;
    this.constantOne = this.field.inverse(this.field.element(BigInt(shares)));
    this.points = pointsOf(circuit.calls);
    this.roots = new Roots(this.field, 2 * this.points);
    this.proofLength = circuit.arity + 2 * this.points - 1;
    this.proveRandLength = circuit.arity;
    this.queryRandLength = 1 + (circuit.checks > 1 ? circuit.checks : 0);
    this.verifierLength = 1 + circuit.arity + 1;
  }

  prove(encoded: Vector, proveRand: Vector, jointRand: Vector): Element[] {
    const { circuit, field } = this;
    const inputs = circuit.inputs(encoded, jointRand, field.one);
    const unused = field.zeros(this.points - 1 - inputs.length);
    const wires = this.wires(proveRand, inputs).map((wire) => this.roots.double([...wire, ...unused]));
    const values: Element[] = [];
    // The last of the 2p values follows from the others (see `complete`), and does not travel.
    for (let at = 0; at < 2 * this.points - 1; at++)
      values.push(circuit.gadget(wires.map((wire) => wire[at] as Element)));
    return [...proveRand, ...values];
  }

  /** A share of what `decide` looks at; measurement and proof are shares too. */
  query(encoded: Vector, proof: Vector, queryRand: Vector, jointRand: Vector): Element[] {
    const { circuit, field, points } = this;
    const inputs = circuit.inputs(encoded, jointRand, this.constantOne);
    const values = proof.slice(circuit.arity);
    const gadgetOutputs = inputs.map((_, call) => values[2 * (call + 1)] as Element);
    const outputs = circuit.outputs(encoded, gadgetOutputs, this.constantOne);
    const output =
      circuit.checks > 1 ? field.dot(outputs, queryRand.slice(0, circuit.checks)) : (outputs[0] as Element);

    const point = queryRand[queryRand.length - 1] as Element;
    this.refuseRoot(point);
    const wireWeights = this.roots.weights(points, point).slice(0, 1 + inputs.length);
    const wires = this.wires(proof, inputs).map((wire) => field.dot(wire, wireWeights));
    return [output, ...wires, field.dot(this.roots.complete(values), this.roots.weights(2 * points, point))];
  }

  /** Whether the sum of all verifiers' shares is that of a valid measurement. */
  decide(verifier: Vector): boolean {
    const { circuit, field } = this;
    const [output, ...wires] = verifier;
    const gadget = wires.pop();
    return (
      field.isEqual(output as Element, field.zero) && field.isEqual(circuit.gadget(wires), gadget as Element)
    );
  }

  /** One wire per input of the gadget: its seed, then what each call had there. */
  private wires(seeds: Vector, inputs: readonly Vector[]): Element[][] {
    const wires: Element[][] = [];
    for (let at = 0; at < this.circuit.arity; at++) {
      const wire = [seeds[at] as Element];
      for (const call of inputs) wire.push(call[at] as Element);
      wires.push(wire);
    }
    return wires;
  }

  /** At a root itself a verifier's share would say what went into the gadget (VDAF §7.3.4). */
  private refuseRoot(point: Element): void {
    let power = point;
    for (let exponent = 1; exponent < this.points; exponent *= 2) power = this.field.multiply(power, power);
    if (this.field.isEqual(power, this.field.one))
      throw new CryptoFault('contribution-invalid', 'the test point is a root of unity');
  }
}
