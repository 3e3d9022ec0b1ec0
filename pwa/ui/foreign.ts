// Where the page is Arabic, what is not yet said in Arabic, and what a party wrote, stands there in French. Each such
// piece is marked with its language and its direction, so that a voice and a reader's eye take it for what it is. One place
// that looks at what is drawn, instead of a mark in every component.

const arabic = /\p{Script=Arabic}/u;
const latin = /\p{Script=Latin}/u;
const unmarked = 'script, style, svg, [popover]';

let isWatching = false;

export function markForeign(): void {
  if (isWatching) return;
  isWatching = true;
  const watcher = new MutationObserver(() => {
    const isArabic = document.documentElement.dir === 'rtl';
    if (isArabic) return markAll();
    watcher.disconnect();
    isWatching = false;
    for (const node of document.querySelectorAll<HTMLElement>('[data-foreign]')) clear(node);
  });
  watcher.observe(document.documentElement, { attributeFilter: ['dir'] });
  watcher.observe(document.body, { childList: true, characterData: true, subtree: true });
  markAll();
}

function markAll(): void {
  for (const child of document.body.children) mark(child, 'ar');
}

function mark(node: Element, around: 'ar' | 'fr'): void {
  if (!(node instanceof HTMLElement) || node.matches(unmarked)) return;
  const found = languageOf(node) ?? around;
  const isOurs = node.dataset['foreign'] !== undefined || !node.hasAttribute('lang');
  if (isOurs && found !== around) {
    node.dataset['foreign'] = found;
    node.lang = found;
    // Boxes in a row keep the order of the page.
    if (!isRow(node)) node.dir = found === 'ar' ? 'rtl' : 'ltr';
  } else clear(node);
  for (const child of node.children) mark(child, isOurs ? found : around);
}

/** Of its own words, else of all words in it; a value that was set into a sentence does not count. */
function languageOf(node: HTMLElement): 'ar' | 'fr' | null {
  const own = [...node.childNodes].flatMap((child) => (child instanceof Text ? [child.data] : [])).join(' ');
  for (const text of isParagraph(node) ? [own, node.innerText] : [own]) {
    const words = text.replace(/\u2068[^\u2069]*\u2069/g, '');
    if (arabic.test(words)) return 'ar';
    if (latin.test(words)) return 'fr';
  }
  return null;
}

const isRow = (node: HTMLElement): boolean => /flex|grid/.test(getComputedStyle(node).display);

/** One run of text with marks in it: its direction is that of the whole. */
const isParagraph = (node: HTMLElement): boolean =>
  node.matches('p, h1, h2, h3, li, dt, dd, legend, b, span') &&
  node.querySelector(':not(b, span, a, em, strong, svg, svg *, br)') === null &&
  !isRow(node);

function clear(node: HTMLElement): void {
  if (node.dataset['foreign'] === undefined) return;
  delete node.dataset['foreign'];
  node.removeAttribute('lang');
  node.removeAttribute('dir');
}
