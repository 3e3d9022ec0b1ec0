// One page walked by a person who has only a keyboard: Tab to the last thing that takes it, and back.

import type { Page } from 'playwright-core';

interface Walked {
  /** Whatever had the focus, in the order in which it had it, and whether one could see that. */
  readonly stops: { node: HTMLElement; isSeen: boolean }[];
  /** What takes the key as the walk begins: what comes to the page meanwhile may come behind the walker. */
  readonly all: HTMLElement[];
}

const batch = 8;

export async function faultsOfKeys(page: Page): Promise<string[]> {
  const address = page.url();
  const faults: string[] = [];
  for (const key of ['Tab', 'Shift+Tab']) {
    const most = (await page.evaluate(startWalk)) * 3 + 24;
    for (let n = 0; n < most && !(await page.evaluate(isRound)); n += batch)
      for (let press = 0; press < batch; press += 1) await page.keyboard.press(key);
    const found = await page.evaluate(endWalk, key === 'Tab');
    faults.push(...found.map((fault) => `${key}: ${fault}`));
  }
  if (page.url() !== address) faults.push('3.2.1 the focus alone has led elsewhere');
  return faults;
}

function startWalk(): number {
  const taking = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const all = [...document.querySelectorAll<HTMLElement>(taking)].filter(
    (node) =>
      node.tabIndex >= 0 && !node.matches(':disabled') && node.checkVisibility({ visibilityProperty: true }),
  );
  const shows = (node: Element | null): boolean => {
    if (node === null) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
  };
  const place = document.documentElement as HTMLElement & { walked?: Walked };
  if (place.walked === undefined)
    document.addEventListener('focusin', ({ target }) => {
      const node = target as HTMLElement;
      const isSeen = shows(node) || shows(node.closest('.box, .choice, label'));
      if (node.tabIndex >= 0) place.walked?.stops.push({ node, isSeen });
    });
  place.walked = { stops: [], all };
  return all.length;
}

/** Whether the walker has come to where the walk began. */
function isRound(): boolean {
  const { stops } = (document.documentElement as unknown as { walked: Walked }).walked;
  return stops.some(({ node }, n) => n > 0 && node === stops[0]?.node);
}

function endWalk(isForth: boolean): string[] {
  const { stops, all } = (document.documentElement as unknown as { walked: Walked }).walked;
  const nameOf = (node: HTMLElement) =>
    node.dataset['act'] ?? node.dataset['fact'] ?? `${node.tagName} ${node.textContent?.slice(0, 30)}`;
  const faults: string[] = [];
  // Of choices that exclude each other one takes the key, and arrows lead to the others.
  const groupOf = (node: HTMLElement) =>
    node instanceof HTMLInputElement && node.type === 'radio' ? node.name : node;
  const reached = new Set(stops.map(({ node }) => groupOf(node)));
  for (const node of all)
    if (node.isConnected && !reached.has(groupOf(node))) faults.push(`2.1.1 not reached: ${nameOf(node)}`);
  for (const { node, isSeen } of stops)
    if (!isSeen) faults.push(`2.4.7 not seen to have the focus: ${nameOf(node)}`);
  // The way turns nowhere but from the last to the first, or from the first to the last. One round of it: what comes to
  // the end of the page when the walker has turned there is met in the next one, and is not out of order.
  const order = [...document.querySelectorAll('*')];
  const again = stops.findIndex(({ node }, n) => n > 0 && node === stops[0]?.node);
  const places = (again < 0 ? stops : stops.slice(0, again + 1))
    .filter(({ node }) => node.isConnected)
    .map(({ node }) => order.indexOf(node) * (isForth ? 1 : -1));
  for (const [n, here] of places.entries()) {
    const before = places[n - 1];
    if (before === undefined || here >= before) continue;
    if (before !== Math.max(...places) || here !== Math.min(...places))
      faults.push(`2.4.3 out of order: ${nameOf(order[Math.abs(here)] as HTMLElement)}`);
  }
  return [...new Set(faults)];
}
