/**
 * Writes what stands outside the code about consent receipts: the vectors, the schema as a file, the example of the page.
 *
 *   node test/policy/export/make-receipts.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { consentSchema } from '../../../policy/export/consent-schema.ts';
import { cases } from './a-receipt.ts';

const file = (path: string) => new URL(`../../../${path}`, import.meta.url);
const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

writeFileSync(file('test/vectors/consent-receipt.json'), pretty({ cases }));
writeFileSync(file('docs/formats/consent-receipt.schema.json'), pretty(consentSchema));

const page = file('docs/formats/consent-record.md');
const example = `\`\`\`json\n${pretty(cases[0]?.receipt)}\`\`\``;
writeFileSync(
  page,
  readFileSync(page, 'utf8').replace(/```json\n[\s\S]*?```/, () => example),
);
