/** What `npm run audit` makes of an answer of the registry. */
import { expect, test } from 'vitest';
import { judge } from '../../../tools/audit.ts';
import { readLockfile } from '../../../tools/lockfile.ts';

const lockfile = readLockfile();

/** As npm reports it. */
const known = (name: string, severity: string) => ({
  vulnerabilities: { [name]: { name, severity, range: '<=99', nodes: [`node_modules/${name}`] } },
});

test.each([
  ['mongodb', 'critical', true],
  ['jose', 'high', true],
  ['swagger-ui-dist', 'high', true],
  ['jose', 'moderate', false],
  ['vitest', 'critical', false],
])('%s, %s: fails %s', (name, severity, failed) => {
  expect(judge(known(name, severity), lockfile).failed).toBe(failed);
});

test('names what fails, and counts the others', () => {
  const vulnerabilities = {
    ...known('jose', 'high').vulnerabilities,
    ...known('vitest', 'low').vulnerabilities,
  };
  expect(judge({ vulnerabilities }, lockfile).lines).toEqual([
    'high: jose <=99',
    '1 high or critical in what is shipped; 1 others',
  ]);
});

test('nothing known passes', () => {
  expect(judge({ vulnerabilities: {} }, lockfile)).toEqual({
    failed: false,
    lines: ['0 high or critical in what is shipped; 0 others'],
  });
});

test('a registry without audits is said so in a line, and fails nothing', () => {
  expect(judge({ message: '405 Method Not Allowed' }, lockfile)).toEqual({
    failed: false,
    lines: ['Not checked: the registry answers no audits (405 Method Not Allowed)'],
  });
});
