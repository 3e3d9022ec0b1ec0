import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const style = readFileSync(new URL('../../../pwa/ui/tokens.css', import.meta.url), 'utf8');

type Tokens = Record<string, string>;

/** What a block sets: a colour, or the name of another token. */
function tokensOf(block: string | undefined): Tokens {
  const found = [...(block ?? '').matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6}|var\(--[a-z-]+\));/g)];
  if (found.length === 0) throw new Error('expected tokens in the block');
  return Object.fromEntries(found.map(([, name, value]) => [name, value]));
}

function resolved(tokens: Tokens): Tokens {
  const colour = (value: string): string => {
    const [, name] = /^var\(--([a-z-]+)\)$/.exec(value) ?? [];
    return name === undefined ? value : colour(tokens[name] ?? '');
  };
  return Object.fromEntries(Object.entries(tokens).map(([name, value]) => [name, colour(value)]));
}

const inBlock = (before: RegExp) =>
  tokensOf(new RegExp(`${before.source} \\{([\\s\\S]*?)\\n *\\}`).exec(style)?.[1]);

const light = inBlock(/:root/);
const darkByPhone = {
  ...light,
  ...inBlock(/prefers-color-scheme: dark\) \{\s*:root:not\(\[data-theme="light"\]\)/),
};
const darkByHand = { ...light, ...inBlock(/\n:root\[data-theme="dark"\]/) };

const byHand = inBlock(/\n:root\[data-theme="contrast"\]/);
const byPhone = inBlock(/:root:root/);
const contrasts = {
  'high contrast by hand': resolved({ ...light, ...byHand }),
  'high contrast by hand on a dark phone': resolved({
    ...darkByPhone,
    ...byHand,
    ...inBlock(/dark\) \{\s*:root\[data-theme="contrast"\]/),
  }),
  'high contrast as the phone asks': resolved({
    ...light,
    ...byPhone,
    ...inBlock(/:root:not\(\[data-theme="dark"\]\)/),
  }),
  'high contrast as the phone asks, dark by hand': resolved({
    ...darkByHand,
    ...byPhone,
    ...inBlock(/\n {2}:root\[data-theme="dark"\]/),
  }),
  'high contrast as the phone asks, which is dark': resolved({
    ...darkByPhone,
    ...byPhone,
    ...inBlock(/more\) \{\s*:root:not\(\[data-theme="light"\]\)/),
  }),
};

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(left: string, right: string): number {
  const [high = 0, low = 0] = [luminance(left), luminance(right)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const textOn: readonly (readonly [string, string])[] = [
  ...['ink', 'soft', 'resident', 'stop'].flatMap((text) => [
    [text, 'paper'] as const,
    [text, 'card'] as const,
  ]),
  ['card', 'resident'],
  ['resident', 'resident-ground'],
  ['party', 'party-ground'],
  ['stop', 'stop-ground'],
  ['yes', 'yes-ground'],
  ['yes', 'card'],
  ['wait', 'wait-ground'],
  ['wait', 'card'],
  ...['resident', 'party', 'stop', 'yes', 'wait'].map((side) => ['ink', `${side}-ground`] as const),
  ...['resident', 'stop', 'wait'].map((side) => ['soft', `${side}-ground`] as const),
];

describe.each([
  ['light', light],
  ['dark as the phone asks', darkByPhone],
  ['dark as the resident chose', darkByHand],
])('colours, %s', (_, tokens) => {
  it.each(textOn)('%s on %s holds 7:1', (text, ground) => {
    expect(contrast(tokens[text] ?? '', tokens[ground] ?? '')).toBeGreaterThanOrEqual(7);
  });

  it('edges of what can be touched hold 3:1', () => {
    for (const edge of ['edge', 'resident', 'party', 'stop', 'ink'])
      expect(contrast(tokens[edge] ?? '', tokens['card'] ?? '')).toBeGreaterThanOrEqual(3);
  });
});

describe.each(Object.entries(contrasts))('colours, %s', (_, tokens) => {
  it.each(textOn)('%s on %s holds 15:1', (text, ground) => {
    expect(contrast(tokens[text] ?? '', tokens[ground] ?? '')).toBeGreaterThanOrEqual(15);
  });

  it('edges of what can be touched hold 15:1 too', () => {
    for (const edge of ['line', 'edge', 'resident', 'party', 'stop', 'ink'])
      expect(contrast(tokens[edge] ?? '', tokens['card'] ?? '')).toBeGreaterThanOrEqual(15);
  });
});

describe('the sentence that is read aloud', () => {
  it('holds 7:1 on its own ground in every light', () => {
    expect(contrast(light['heard-ink'] ?? '', light['heard'] ?? '')).toBeGreaterThanOrEqual(7);
  });
});

describe('the two dark sheets', () => {
  it('are one', () => {
    expect(darkByHand).toEqual(darkByPhone);
  });

  it('a grey that only looks readable is found', () => {
    expect(contrast('#767676', '#ffffff')).toBeLessThan(7);
  });
});
