/** `npm run openapi`: writes openapi.json anew; with --record, first the answers that its examples are. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { record: { type: 'boolean', default: false } } });
if (values.record) {
  const { recordAnswers } = await import('./record.ts');
  await recordAnswers();
}
const { DOCUMENT, documentText } = await import('./document.ts');
writeFileSync(DOCUMENT, documentText());
console.log(`${DOCUMENT} is written`);
