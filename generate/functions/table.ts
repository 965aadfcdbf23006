/** The table of docs/functions.md: each function's grants, from serverless.yml, and its bundle's size. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Bundle } from '../../build/functions.ts';
import type { Grants } from '../../deploy/roles.ts';
import { tableOf, withTable } from '../tables.ts';

export const DOCUMENT = 'docs/functions.md';
const ROOT = join(import.meta.dirname, '../..');

export interface FunctionRow {
  /** as in functions/: messages/send */
  name: string;
  memory: number;
  timeout: number;
  reserved: number | undefined;
  /** of all its environments to the primary: the pool of each, and one that watches (docs/operations.md#sizing-atlas) */
  connections: number;
  /** of the bundle, compressed */
  kilobytes: number;
  /** "connections: BatchGetItem, UpdateItem" */
  grants: string[];
}

interface DeployedFunction {
  handler: string;
  memorySize?: number;
  timeout?: number;
  reservedConcurrency?: number;
  environment?: { MONGODB_POOL_SIZE?: string };
  grants?: Grants;
}

const described = ([what, actions]: [string, string[]]): string => {
  const sorted = actions.toSorted().join(', ');
  return what === 'sockets' ? `sockets: ManageConnections (${sorted})` : `${what}: ${sorted}`;
};

export function functionRows(bundles: Bundle[]): FunctionRow[] {
  const { provider, custom, functions } = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'), {
    logLevel: 'silent',
  });
  return Object.values<DeployedFunction>(functions)
    .map(({ handler, memorySize, timeout, reservedConcurrency, environment, grants = {} }) => {
      const name = handler.replace(/^functions\/(.*)\.handler$/, '$1');
      const poolSize = Number(environment?.MONGODB_POOL_SIZE ?? custom.deployed.mongodbPoolSize);
      const bundle = bundles.find((each) => each.name === name);
      return {
        name,
        memory: memorySize ?? provider.memorySize,
        timeout: timeout ?? provider.timeout,
        reserved: reservedConcurrency,
        connections: (reservedConcurrency ?? 0) * (poolSize + 1),
        kilobytes: Math.ceil((bundle?.gzipBytes ?? 0) / 1024),
        grants: Object.entries(grants)
          .toSorted(([one], [other]) => one.localeCompare(other))
          .map(described),
      };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

export const toCells = (rows: FunctionRow[]): string[][] => [
  ['function', 'may do', 'memory, MB', 'timeout, s', 'at most at once', 'bundle, KB'],
  ...rows.map(({ name, grants, memory, timeout, reserved, kilobytes }) => [
    name,
    grants.join('<br>'),
    String(memory),
    String(timeout),
    String(reserved ?? ''),
    String(kilobytes),
  ]),
];

/** Whether anything but a size differs, or a size by a quarter: bundles change a little with every line of code. */
export function isStale(documented: string, actual: string): boolean {
  const [before, after] = [documented.split('\n'), actual.split('\n')];
  if (before.length !== after.length) return true;
  return before.some((line, index) => {
    const [a, b] = [line, after[index] ?? ''].map((row) => /^(.*\| )(\d+)( \|)$/.exec(row));
    if (!a || !b) return line !== after[index];
    return a[1] !== b[1] || Math.abs(Number(a[2]) - Number(b[2])) > Math.max(5, Number(b[2]) / 4);
  });
}

/** @returns the document, unchanged unless it is stale */
export function functionsText(bundles: Bundle[]): string {
  const document = readFileSync(join(ROOT, DOCUMENT), 'utf8');
  const written = withTable(DOCUMENT, toCells(functionRows(bundles)));
  return isStale(tableOf(document), tableOf(written)) ? written : document;
}
