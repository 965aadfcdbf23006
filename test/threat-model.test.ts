/** docs/threat-model.md names a test for each threat, docs/security-review.md one for each attack, and the test is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const DOCS = join(import.meta.dirname, '../docs');
const document = readFileSync(join(DOCS, 'threat-model.md'), 'utf8');

/** https://learn.microsoft.com/azure/security/develop/threat-modeling-tool-threats */
const STRIDE = [
  'Spoofing',
  'Tampering',
  'Repudiation',
  'Information disclosure',
  'Denial of service',
  'Elevation of privilege',
];

const [, threats = ''] = document.split('\n## Threats\n');
const sections = (threats.split('\n## ')[0] ?? '')
  .split('\n### ')
  .slice(1)
  .map((section) => {
    const [name = '', ...lines] = section.split('\n');
    const rows = lines.filter((line) => line.startsWith('| ') && !line.startsWith('| who |'));
    return { name, rows };
  });

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Whether a title is the first argument of a call: `test('…',` and `test.each(…)('…',`, but not a comment with the same text. Behind the table of
 * `test.each(…)(` the title begins a line.
 */
const hasTest = (source: string, title: string): boolean =>
  new RegExp(`(?:^[^/*\\n]*\\(\\s*|\\)\\(\\n\\s*)(['"\`])${quoted(title)}\\1,`, 'm').test(source);

const read = (file: string): string => readFileSync(join(DOCS, '..', file), 'utf8');

interface Deployed {
  grants?: { secrets?: string[] };
  events?: { schedule?: string }[];
}

/** Collections are those of the roles in docs/operations.md, which test/unit/database-roles.test.ts holds to the code. */
function partsOfTheProduct(): string[] {
  const { functions }: { functions: Record<string, Deployed> } = parse(read('serverless.yml'));
  const secrets = Object.values(functions).flatMap(({ grants }) => grants?.secrets ?? []);
  const schedules = Object.entries(functions).filter(([, { events = [] }]) =>
    events.some(({ schedule }) => schedule),
  );
  const collections = [...read('docs/operations.md').matchAll(/collection: '(\w+)'/g)].map(
    ([, name = '']) => name,
  );
  const tables = [...read('resources/tables.yml').matchAll(/TableName: corechat-\S+\}-(\S+)/g)].map(
    ([, name = '']) => name,
  );
  const queues = Object.keys(parse(read('resources/queues.yml')).Resources);
  const names = schedules.map(([name]) => name);
  return [...new Set([...secrets, 'edge', ...names, ...collections, ...tables, ...queues, 'FilesBucket'])];
}

test('each letter of STRIDE has threats', () => {
  expect(sections.map(({ name }) => name)).toEqual(STRIDE);
  for (const { name, rows } of sections) expect(rows.length, name).toBeGreaterThan(2);
});

function expectTest(file = '', title = ''): void {
  expect(file, 'a cell names a test as [file](file): “title”').not.toBe('');
  expect(existsSync(join(DOCS, file)), file).toBe(true);
  expect(hasTest(readFileSync(join(DOCS, file), 'utf8'), title), `“${title}” in ${file}`).toBe(true);
}

describe.each(sections)('$name', ({ rows }) => {
  test.each(rows)('%s', (row) => {
    const [, file, title] = /\]\(([^)]+\.test\.ts)\): “(.+)” \|$/.exec(row) ?? [];
    expectTest(file, title);
  });
});

test('each store, queue, schedule and secret has its threats', () => {
  const [, section = ''] = document.split('\n## Stores, queues, schedules and secrets\n');
  const listed = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)` \|/gm)].map(
    ([, part]) => part,
  );
  expect(listed).toEqual([...new Set(listed)]);
  expect(listed.toSorted()).toEqual(partsOfTheProduct().toSorted());
});

const [, attacks = ''] = readFileSync(join(DOCS, 'security-review.md'), 'utf8').split('\n## Attacks\n');
const attackRows = (attacks.split('\n## ')[0] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| the attacker |'));

test.each(attackRows)('%s', (row) => {
  const [, file, title] = /\]\(([^)]+\.test\.ts)\): “([^|]+)” \|/.exec(row) ?? [];
  expectTest(file, title);
});

test.each([
  ["test('a title', () => {});", true],
  ["test.each([1])(\n  'a title',\n  () => {},\n);", true],
  ["test.each(['https://x'])(\n  'a title',\n  () => {},\n);", true],
  ["test('a title that goes on', () => {});", false],
  ["// test('a title', () => {});", false],
  [" * see test('a title', …)", false],
])('%j names the test: %s', (source, named) => {
  expect(hasTest(source, 'a title')).toBe(named);
});
