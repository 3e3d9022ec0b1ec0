import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

type Options = Parameters<AxeBuilder['options']>[0];
type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

/**
 * What axe finds on a page as it stands. None of our pages has a frame, so nothing is gathered from frames in a page of its
 * own, and what is in order is not described: both cost more than the looking.
 */
export async function violationsOn(page: Page, rules: Options['rules'] = {}): Promise<Violations> {
  if (page.frames().length > 1) throw new Error('expected a page without frames');
  const builder = new AxeBuilder({ page }).options({ rules, resultTypes: ['violations'] }).setLegacyMode();
  return (await builder.analyze()).violations;
}
