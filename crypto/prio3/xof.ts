import { turboshake128 } from '@noble/hashes/sha3-addons.js';
import { areEqual, concat } from '../encode.ts';
import { CryptoFault } from '../fault.ts';
import type { Element, Field } from './field.ts';

export const seedBytes = 32;

/** VDAF §2: what draft 20 writes into each tag. */
const version = 18;
const vdafClass = 0;

type Stream = ReturnType<typeof turboshake128.create>;

/** TurboSHAKE128 (RFC 9861) with domain byte 1. */
const emptyStream = (): Stream => turboshake128.create({ D: 1 });

/** Where a stream runs; each call begins it anew, so nothing in it outlives a call. */
const scratch = emptyStream();

/** XofTurboShake128 of VDAF §6.2.1 for one domain separation tag: seeds and elements that nothing else derives. */
export class Xof {
  private readonly tagged: Stream;

  constructor(tag: Uint8Array) {
    if (tag.length > 0xffff)
      throw new CryptoFault('size-invalid', `tag of \`${tag.length}\` bytes is too long`);
    this.tagged = emptyStream()
      .update(Uint8Array.of(tag.length & 0xff, tag.length >> 8))
      .update(tag)
      .update(Uint8Array.of(seedBytes));
  }

  deriveSeed(seed: Uint8Array, ...binder: Uint8Array[]): Uint8Array {
    return this.stream(seed, binder).xof(seedBytes);
  }

  /** Elements of equal probability: bytes that give the modulus or more are passed over. */
  expand(field: Field, length: number, seed: Uint8Array, ...binder: Uint8Array[]): Element[] {
    const stream = this.stream(seed, binder);
    const vector = field.decodeBelow(stream.xof(length * field.encodedBytes));
    while (vector.length < length) vector.push(...field.decodeBelow(stream.xof(field.encodedBytes)));
    return vector;
  }

  private stream(seed: Uint8Array, binder: readonly Uint8Array[]): Stream {
    if (seed.length !== seedBytes)
      throw new CryptoFault('size-invalid', `seed of \`${seed.length}\` bytes, expected \`${seedBytes}\``);
    const stream = this.tagged._cloneInto(scratch).update(seed);
    for (const part of binder) stream.update(part);
    return stream;
  }
}

/** The XOFs of one algorithm, by use (VDAF §6.2.3). Contributions of one study follow each other: its tags are kept. */
export class XofsOfAlgorithm {
  private readonly algorithmId: number;
  private ctx: Uint8Array = new Uint8Array(0);
  private xofs: Xof[] = [];

  constructor(algorithmId: number) {
    this.algorithmId = algorithmId;
  }

  for(usage: number, ctx: Uint8Array): Xof {
    if (!areEqual(ctx, this.ctx)) {
      this.ctx = ctx.slice();
      this.xofs = [];
    }
    this.xofs[usage] ??= new Xof(domainSeparationTag(this.algorithmId, usage, ctx));
    return this.xofs[usage];
  }
}

function domainSeparationTag(algorithmId: number, usage: number, ctx: Uint8Array): Uint8Array {
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint8(0, version);
  view.setUint8(1, vdafClass);
  view.setUint32(2, algorithmId);
  view.setUint16(6, usage);
  return concat(head, ctx);
}
