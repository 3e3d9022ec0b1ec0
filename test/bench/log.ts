/**
 * The log's tree, as the relay runs it: append a record's leaf with a root for each group, prove that a leaf is in it,
 * verify the proof. Beside merkletreejs, set to the same tree (RFC 6962: 0x00 before a leaf, 0x01 before a node, a lonely
 * node goes up as it is), and beside the limit: the same hashes made by bare node:crypto and nothing else. Roots and
 * proofs of both are compared before anything is timed. Signing and disk are in the bench `access`.
 */
import { hash } from 'node:crypto';
import { MerkleTree } from 'merkletreejs';
import { verifyInclusion } from '../../crypto/proof.ts';
import { inclusionIn } from '../../relay/log/receipt.ts';
import { LogTree, leafOf } from '../../relay/log/tree.ts';
import { fastSha256 } from '../../relay/proof/hash.ts';
import { countPerCoreSecond, median, printLine, printMachine, round } from '../support/measure.ts';

const leafCount = 100_000;
/** Records that share a head when the relay is busy. */
const groupSize = 100;
const proofBatch = 200;

const bareSha = (bytes: Uint8Array): Buffer => Buffer.from(hash('sha256', bytes, 'latin1'), 'latin1');
const inners = Array.from({ length: leafCount }, (_, at) => bareSha(Buffer.from(`record ${at}`)));

function growTree(): LogTree {
  const tree = new LogTree(async (from, to) => inners.slice(from, to));
  inners.forEach((inner, at) => {
    tree.append(inner);
    if ((at + 1) % groupSize === 0) {
      tree.root();
      tree.settle();
    }
  });
  return tree;
}

const one = Buffer.from([1]);
// Once at the end: it cannot grow, and would be built anew for each group.
const peerTree = (): MerkleTree =>
  new MerkleTree(
    inners.map((inner) => leafOf(inner)),
    (bytes: Buffer) => bareSha(bytes),
    {
      concatenator: (nodes: Buffer[]) =>
        nodes.length === 1 ? (nodes[0] as Buffer) : Buffer.concat([one, ...nodes]),
    },
  );

const leafInput = Buffer.alloc(33);
const nodeInput = Buffer.alloc(65, 1);

/** As many hashes of as many bytes as a tree of these leaves takes. */
function hashAlone(): void {
  for (const inner of inners) {
    leafInput.set(inner, 1);
    hash('sha256', leafInput, 'latin1');
  }
  for (let at = 1; at < leafCount; at += 1) hash('sha256', nodeInput, 'latin1');
}

const tree = growTree();
const peer = peerTree();
const root = tree.root();
if (!peer.getRoot().equals(root))
  throw new Error('merkletreejs has another root: the two do not build one tree');
const places = Array.from({ length: proofBatch }, (_, at) => (at * 7919) % leafCount);
const leaves = places.map((place) => leafOf(inners[place] as Buffer));
const paths: Buffer[][] = [];
for (const [at, place] of places.entries()) {
  const path = (await inclusionIn(tree, place, leafCount)).map((step) => Buffer.from(step, 'base64url'));
  const theirs = peer.getProof(leaves[at] as Buffer, place).map((step) => step.data);
  if (path.length !== theirs.length || path.some((step, level) => !step.equals(theirs[level] as Buffer)))
    throw new Error('merkletreejs has another proof');
  paths.push(path);
}
const peerProofs = places.map((place, at) => peer.getProof(leaves[at] as Buffer, place));
const pathLength = paths.reduce((sum, path) => sum + path.length, 0) / paths.length;

/** As countPerCoreSecond, for what waits for tiles. */
async function provePerCoreSecond(): Promise<number> {
  const rounds: number[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const start = process.cpuUsage();
    const startMs = performance.now();
    let count = 0;
    while (performance.now() - startMs < 600) {
      for (const place of places) await inclusionIn(tree, place, leafCount);
      count += places.length;
    }
    const { user, system } = process.cpuUsage(start);
    if (turn > 0) rounds.push((count * 1e6) / (user + system));
  }
  return median(rounds);
}

printMachine();
const append = {
  ours: countPerCoreSecond(() => {
    growTree();
    return leafCount;
  }),
  merkletreejs: countPerCoreSecond(() => {
    peerTree();
    return leafCount;
  }),
  limit: countPerCoreSecond(() => {
    hashAlone();
    return leafCount;
  }),
};
const prove = {
  ours: await provePerCoreSecond(),
  merkletreejs: countPerCoreSecond(() => {
    for (const [at, place] of places.entries()) peer.getProof(leaves[at] as Buffer, place);
    return places.length;
  }),
};
const verify = {
  ours: countPerCoreSecond(() => {
    for (const [at, place] of places.entries())
      if (!verifyInclusion(leaves[at] as Buffer, place, leafCount, paths[at] as Buffer[], root, fastSha256))
        throw new Error('a proof does not hold');
    return places.length;
  }),
  merkletreejs: countPerCoreSecond(() => {
    for (const [at, proof] of peerProofs.entries())
      if (!peer.verify(proof, leaves[at] as Buffer, peer.getRoot())) throw new Error('a proof does not hold');
    return places.length;
  }),
  limit: countPerCoreSecond(() => {
    for (const path of paths) for (let at = 0; at < path.length; at += 1) hash('sha256', nodeInput, 'latin1');
    return places.length;
  }),
};

const perSecond = (value: number) => Math.round(value).toLocaleString('en');
console.log(
  `tree of ${leafCount.toLocaleString('en')} leaves, paths of ${round(pathLength)} hashes, a second and core:`,
);
for (const [name, figures] of Object.entries({ append, prove, verify }))
  console.log(
    `  ${name.padEnd(7)} ${Object.entries(figures)
      .map(([who, value]) => `${who} ${perSecond(value)}`)
      .join(' · ')}`,
  );
printLine({
  bench: 'log',
  unit: 'a second and core, 100 000 leaves',
  ours: { append: Math.round(append.ours), prove: Math.round(prove.ours), verify: Math.round(verify.ours) },
  peers: {
    merkletreejs: {
      append: Math.round(append.merkletreejs),
      prove: Math.round(prove.merkletreejs),
      verify: Math.round(verify.merkletreejs),
    },
    'node:crypto alone': { append: Math.round(append.limit), verify: Math.round(verify.limit) },
  },
  ratio: {
    append: {
      merkletreejs: round(append.ours / append.merkletreejs),
      limit: round(append.ours / append.limit),
    },
    prove: { merkletreejs: round(prove.ours / prove.merkletreejs) },
    verify: {
      merkletreejs: round(verify.ours / verify.merkletreejs),
      limit: round(verify.ours / verify.limit),
    },
  },
});
