/** docs/threat-model.md names a test for each threat, docs/security-review.md one for each attack, and the test is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

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
 * As the first argument of a call: `test('…',` and `test.each(…)('…',`, but not a comment that says the same. Behind `)(` it stands on a line
 * of its own, whatever is in the table.
 */
const hasTest = (source: string, title: string): boolean =>
  new RegExp(`(?:^[^/*\\n]*\\(\\s*|\\)\\(\\n\\s*)(['"\`])${quoted(title)}\\1,`, 'm').test(source);

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
