// Everything that can be seen to be wrong with a page as it stands: what axe finds, what it leaves out, and what a reader's own
// letters and spacing do to it. Leaves the page as it was.

import type { CDPSession, Page } from 'playwright-core';
import { violationsOn } from '../axe.ts';
import { faultsAfterWcag } from './wcag.ts';

export interface HowToLook {
  /** Sets the reader's own letters; without it they are left as they are. */
  readonly session?: CDPSession;
  /** In colours of the system, its own pairs stand on the screen, and axe reads ours. */
  readonly isForced?: boolean;
  /** Whether axe looks again after the letters are doubled. */
  readonly isTwice?: boolean;
}

export async function faultsOfAxe(page: Page, isForced = false): Promise<string[]> {
  const violations = await violationsOn(page, {
    'color-contrast-enhanced': { enabled: !isForced },
    // 1.3.4, which axe leaves out as an experiment.
    'css-orientation-lock': { enabled: true },
  });
  return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 140)}`);
}

const isWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

/** What a look finds without axe: some hundredths of a second, where axe takes some tenths. */
export async function faultsOfFit(page: Page): Promise<string[]> {
  const faults = (await isWide(page)) ? ['wider than the screen'] : [];
  return [...faults, ...(await faultsAfterWcag(page)), ...(await faultsOfSpacing(page))];
}

export async function faultsOfLook(
  page: Page,
  { session, isForced = false, isTwice = true }: HowToLook = {},
): Promise<string[]> {
  const faults = [...(await faultsOfAxe(page, isForced)), ...(await faultsOfFit(page))];
  if (session === undefined) return faults;
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  if (await isWide(page)) faults.push('wider than the screen when text is twice as large');
  const twice = isTwice ? await faultsOfAxe(page, isForced) : [];
  await session.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
  return [...faults, ...twice.map((fault) => `when text is twice as large: ${fault}`)];
}

/** 1.4.12: with the spacing that a reader may set, nothing is cut, lies over something else or is wider than the screen. */
export async function faultsOfSpacing(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    const style = new CSSStyleSheet();
    style.replaceSync(
      '* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important }' +
        'p { margin-block-end: 2em !important }',
    );
    document.adoptedStyleSheets = [style];
  });
  const faults = await page.evaluate(() => {
    /** Where text may be off by: what a line leaves around its letters. */
    const slack = 2;
    const found: string[] = [];
    const lines: { readonly text: Text; readonly box: DOMRect }[] = [];
    const nameOf = ({ data }: Text) => data.trim().slice(0, 40);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (
      let node = walker.nextNode() as Text | null;
      node !== null;
      node = walker.nextNode() as Text | null
    ) {
      const at = node.parentElement;
      if (at === null || node.data.trim() === '' || !at.checkVisibility({ visibilityProperty: true }))
        continue;
      // Not for the eye, or drawn by the system.
      if (at.closest('.unseen, .skip, select, script, style, noscript, template')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter(({ width }) => width > 1);
      let isStaying = false;
      for (let around: Element | null = at; around !== null; around = around.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(around);
        isStaying ||= position === 'sticky' || position === 'fixed';
        const cuts = [overflowX, overflowY].some((way) => way === 'hidden' || way === 'clip');
        if (!cuts && !around.matches('button, .button, .chip, .box')) continue;
        const edge = around.getBoundingClientRect();
        const isCut = boxes.some(
          (box) =>
            box.left < edge.left - slack ||
            box.right > edge.right + slack ||
            box.top < edge.top - slack ||
            box.bottom > edge.bottom + slack,
        );
        if (isCut) found.push(`1.4.12 cut: ${nameOf(node)}`);
      }
      // A bar that stays lies over what is scrolled under it by its nature.
      if (!isStaying) for (const box of boxes) lines.push({ text: node, box });
    }
    for (const [at, one] of lines.entries())
      for (const other of lines.slice(at + 1)) {
        if (one.text === other.text) continue;
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > slack && down > slack + 2)
          found.push(`1.4.12 over each other: ${nameOf(one.text)} / ${nameOf(other.text)}`);
      }
    if (document.documentElement.scrollWidth > innerWidth) found.push('1.4.12 wider than the screen');
    return [...new Set(found)];
  });
  await page.evaluate(() => {
    document.adoptedStyleSheets = [];
  });
  return faults;
}
