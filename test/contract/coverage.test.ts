/**
 * Every status and code that openapi.json says a route answers was answered in an integration test of this run; the other
 * direction, that nothing else is answered, is checked at each answer (test/support/http/contract.ts).
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { endpoints } from '../../generate/declarations.ts';
import { outcomesOf } from '../../openapi/operation.ts';
import { readReports } from '../support/http/contract-report.ts';

const reports = readReports(inject('answersDirectory'));
const reported = new Set(reports.map(({ testFile }) => testFile.replaceAll('\\', '/')));
const files = readdirSync(join(import.meta.dirname, '../integration'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/integration/${file.replaceAll('\\', '/')}`);
const isComplete = files.every((file) => reported.has(file));
const seen = new Set(reports.flatMap(({ outcomes }) => outcomes));

// Of a run of some files nothing can be said.
test.skipIf(!isComplete).each(Object.entries(endpoints))(
  '%s was seen answering everything that is documented',
  (name, endpoint) => {
    const documented = outcomesOf(endpoint);
    expect(documented.filter((outcome) => !seen.has(`${name} ${outcome}`))).toEqual([]);
  },
);
