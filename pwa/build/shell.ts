// The shell: what stands on the screen before any script has come. Its style is inline, so that the first paint waits
// for one answer only, and its sentences are taken from `words`, so that they are written once.

import { readFileSync } from 'node:fs';
import { transform } from 'lightningcss';
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

const words = JSON.parse(read('../words/fr.json')) as Record<string, string>;

function mark(size: number): string {
  return `<svg class="mark" width="${size}" height="${size}" viewBox="0 0 32 32" aria-hidden="true"><path class="mark-party" d="M14 3v26A13 13 0 0 1 14 3Z"/><path class="mark-resident" d="M18 3a13 13 0 0 1 0 26Z"/></svg>`;
}

// Later pieces may narrow earlier ones; print comes last.
const pieces = [
  'base',
  'frame',
  'card',
  'button',
  'fold',
  'field',
  'dialog',
  'facing',
  'path',
  'play',
  'change',
  'list',
  'talk',
  'request',
  'study',
  'page',
  'exercise',
  'senses',
  'large',
  'print',
];

/** What the pages for researchers have besides: tables, charts, columns. Print stays last. */
const researchPieces = [
  'base',
  'frame',
  'card',
  'button',
  'fold',
  'field',
  'facing',
  'list',
  'page',
  'senses',
  'large',
  'wide',
  '../../research/style',
  'print',
];

/** What the pages for workshops have besides: a projector, tiles, sheets of A4. They print by rules of their own. */
const workshopPieces = [
  'base',
  'frame',
  'card',
  'button',
  'fold',
  'field',
  'list',
  'page',
  'senses',
  'large',
  'wide',
  '../../workshop/style',
  '../../workshop/a4',
];

export function style(names: readonly string[] = pieces): string {
  const code = Buffer.from(
    read('../ui/tokens.css') + names.map((piece) => read(`../ui/style/${piece}.css`)).join(''),
  );
  return transform({ filename: 'style.css', code, minify: true }).code.toString();
}

export function fillShell(html: string, names?: readonly string[]): string {
  return html
    .replace('<!-- style -->', () => `<style>${style(names)}</style>`)
    .replaceAll('%mark-large%', mark(84))
    .replaceAll('%mark%', mark(30))
    .replace(/%word\.([\w.-]+)%/g, (_, word: string) => {
      const said = words[word];
      if (said === undefined) throw new Error(`shell: expected a sentence for \`${word}\``);
      return said;
    });
}

/** The first script goes beside the wallet's own, never into it: it must not wait for anything that it does not need. */
function ahead(bundle: Rolldown.OutputBundle): HtmlTagDescriptor[] {
  const first = Object.values(bundle).find(
    (file) => file.type === 'chunk' && file.name === 'ahead' && file.isEntry,
  );
  if (first?.type !== 'chunk') throw new Error('shell: expected the first script in the bundle');
  return [
    { tag: 'script', attrs: { type: 'module', async: true, crossorigin: true, src: `/${first.fileName}` } },
    ...first.imports.map((file) => ({
      tag: 'link',
      attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
    })),
  ];
}

export function shell(): Plugin[] {
  return [
    { name: 'vav-shell', transformIndexHtml: { order: 'pre', handler: (html) => fillShell(html) } },
    {
      name: 'vav-ahead',
      transformIndexHtml: {
        order: 'post',
        handler: (_, { bundle, path }) => (bundle && path.endsWith('/index.html') ? ahead(bundle) : []),
      },
    },
  ];
}

/** The shell of pages beside the wallet's: the same look, one script. */
function besideShell(name: string, pieces: readonly string[]): Plugin {
  return {
    name,
    transformIndexHtml: { order: 'pre', handler: (html) => fillShell(html, pieces) },
  };
}

export const researchShell = (): Plugin => besideShell('vav-research-shell', researchPieces);
export const workshopShell = (): Plugin => besideShell('vav-workshop-shell', workshopPieces);
