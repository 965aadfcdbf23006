/** What results of a virus scanner mean. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { SCAN_RESULTS, VERDICTS } from '#lib/attachments/scan.ts';
import { ScanResult } from '#lib/attachments/scan-results.ts';
import type { Message } from '#lib/messages/message.ts';
import { scanning } from '#lib/messages/scanned.ts';

test.each<[(typeof SCAN_RESULTS)[number], string | undefined]>([
  ['NO_THREATS_FOUND', 'clean'],
  ['THREATS_FOUND', 'refused'],
  ['UNSUPPORTED', 'refused'],
  ['ACCESS_DENIED', undefined],
  ['FAILED', undefined],
])('%s makes a file %s', (result, verdict) => {
  expect(VERDICTS[result]).toBe(verdict);
});

test('each result has a verdict, and none is left out here', () => {
  expect(Object.keys(VERDICTS)).toEqual(SCAN_RESULTS);
});

const sample = () => {
  const file = join(import.meta.dirname, '../../../events/queue/deliver.200-scan-result.json');
  const { Records } = JSON.parse(readFileSync(file, 'utf8'));
  return JSON.parse(Records[0].body);
};

test('the event of GuardDuty is a result', () => {
  expect(v.is(ScanResult, sample())).toBe(true);
});

test.each([
  ['without a key', { s3ObjectDetails: {} }],
  ['with an unknown result', { scanResultDetails: { scanResultStatus: 'FINE' } }],
  ['with an object for a key', { s3ObjectDetails: { objectKey: { $ne: null } } }],
])('an event %s is none', (_, change) => {
  const event = sample();
  expect(v.is(ScanResult, { ...event, detail: { ...event.detail, ...change } })).toBe(false);
});

test.each([
  ['pending', 'clean', false],
  ['pending', 'refused', false],
  ['clean', 'clean', true],
  ['clean', 'refused', false],
  ['refused', 'clean', true],
  ['refused', 'refused', true],
  [undefined, 'clean', true],
  [undefined, 'refused', false],
] as const)('a file that is %s and gets the result %s: nothing changes is %s', (scan, result, isMade) => {
  const file = { id: 'one', name: 'a', type: 'a/b', size: 1, ...(scan ? { scan } : {}) };
  expect(scanning('one', result).isMade({ attachments: [file] } as Partial<Message> as Message)).toBe(isMade);
});
