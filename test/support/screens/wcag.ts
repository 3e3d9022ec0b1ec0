// What WCAG 2.2 asks and axe does not look at, as one look at a page that stands still. Each fault names its criterion.

import type { Page } from 'playwright-core';

/** Whatever takes the keyboard, in the order of the page. */
const takesFocus = 'a[href], button, input, select, textarea, summary, [tabindex]';

export const faultsAfterWcag = (page: Page): Promise<string[]> =>
  page.evaluate((focusable) => {
    const faults: string[] = [];
    const nameOf = (node: Element) =>
      (node as HTMLElement).dataset['act'] ??
      `${node.tagName.toLowerCase()} ${node.textContent?.slice(0, 40)}`;
    const isSeen = (node: Element) => node.checkVisibility({ visibilityProperty: true });

    // 1.3.2, 2.4.3: the order of the page is the order on the screen and of the keyboard.
    for (const node of document.querySelectorAll('body *')) {
      const { order, flexDirection, display } = getComputedStyle(node);
      // A sign that says nothing may stand anywhere, and of a pair of term and value either may stand first.
      const isFree = node.closest('[aria-hidden="true"]') !== null || node.matches('dl > div');
      if (!isFree && order !== '0') faults.push(`1.3.2 moved by \`order\`: ${nameOf(node)}`);
      if (!isFree && display.includes('flex') && flexDirection.endsWith('-reverse'))
        faults.push(`1.3.2 turned round: ${nameOf(node)}`);
      if ((node as HTMLElement).tabIndex > 0) faults.push(`2.4.3 a tabindex above 0: ${nameOf(node)}`);
      // 2.5.7: nothing has to be dragged. A range of the browser's own moves at a touch and by keys.
      if (node.hasAttribute('draggable') || node.hasAttribute('ontouchmove'))
        faults.push(`2.5.7 wants to be dragged: ${nameOf(node)}`);
      // 2.2.2: nothing moves by itself for longer than five seconds but a bar that says that work goes on.
      const moving = node
        .getAnimations()
        .filter((one) => one.effect?.getComputedTiming().endTime === Infinity);
      if (moving.length > 0 && node.closest('[role="status"], [aria-busy], .bar, .ghost') === null)
        faults.push(`2.2.2 moves without end: ${nameOf(node)}`);
    }

    // 2.4.11: what has the focus is not wholly under a bar that stays.
    const before = document.activeElement;
    for (const node of document.querySelectorAll<HTMLElement>(focusable)) {
      if (node.tabIndex < 0 || !isSeen(node) || node.matches(':disabled')) continue;
      node.focus();
      if (document.activeElement !== node) continue;
      const { left, right, top, bottom } = (node.closest('.box, .choice') ?? node).getBoundingClientRect();
      const inside = (x: number, y: number) => {
        const at = document.elementFromPoint(x, y);
        return (
          at !== null &&
          (node.contains(at) || at.contains(node) || at.closest('.box, .choice, label')?.contains(node))
        );
      };
      const xs = [left + 2, (left + right) / 2, right - 2];
      const ys = [top + 2, (top + bottom) / 2, bottom - 2];
      // A page of one element that holds the whole screen is no bar.
      const isFree = ys.some((y) =>
        xs.some((x) => {
          const at = document.elementFromPoint(x, y);
          return (
            inside(x, y) &&
            at !== null &&
            at.closest('.tabs, .thumb, .frame-bar') === node.closest('.tabs, .thumb, .frame-bar')
          );
        }),
      );
      if (!isFree) faults.push(`2.4.11 the focus is under something else: ${nameOf(node)}`);
    }
    (before as HTMLElement | null)?.focus();

    // 2.5.8, and more than it asks: whatever is touched is as large as a finger, 44 px.
    for (const touched of document.querySelectorAll<HTMLElement>(
      'button, a, select, summary, label.choice, .box',
    )) {
      if (touched.matches('.skip') || !touched.checkVisibility()) continue;
      const { width, height } = touched.getBoundingClientRect();
      if (width > 0 && (width < 43.5 || height < 43.5))
        faults.push(
          `2.5.8 smaller than 44 px: ${nameOf(touched)} ${Math.round(width)}×${Math.round(height)}`,
        );
    }

    // 3.2.6: help stands last on each page, before the tabs.
    if (location.pathname !== '/aide') {
      const links = [...document.querySelectorAll('a[href], button')].filter(
        (node) => isSeen(node) && node.closest('.tabs, dialog') === null,
      );
      if (links.at(-1)?.getAttribute('data-act') !== 'help')
        faults.push('3.2.6 help is not the last link of the page');
    }
    return faults;
  }, takesFocus);
