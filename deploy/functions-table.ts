/** `npm run functions`: docs/functions.md, from the stack as it is packaged. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../local/child.ts';
import { SERVERLESS } from '../local/offline.ts';
import { ROOT } from '../local/root.ts';
import { UserError } from '../local/user-error.ts';
import type { Statement } from './roles.ts';
import type { Template } from './template.ts';

export interface FunctionRow {
  /** as in functions/: messages/send */
  name: string;
  memory: number;
  timeout: number;
  reserved: number | undefined;
  zipKilobytes: number;
  /** "connections: BatchGetItem, UpdateItem" */
  grants: string[];
}

const describe = ({ Action, Resource }: Statement): string | undefined => {
  const actions = Action.map((action) => action.split(':')[1]).join(', ');
  const text = JSON.stringify(Resource);
  // Every function may write its own log; the text above the table says so.
  if (text.includes('LogGroup')) return undefined;
  if (text.includes('@connections')) {
    const methods = [...text.matchAll(/\/(POST|DELETE)\/@connections/g)].map(([, method]) => method);
    return `sockets: ${actions} (${methods.join(', ')})`;
  }
  if (text.includes(':secret:')) {
    const purposes = [...text.matchAll(/\/(\w+)-\?{6}/g)].map(([, purpose]) => purpose);
    return `secrets: ${purposes.join(', ')}`;
  }
  // Asking for several at once, which gives nothing by itself.
  if (actions === 'BatchGetSecretValue') return undefined;
  if (text.includes('EventsQueue')) return `queue: ${actions}`;
  const [, table = ''] = /"Fn::GetAtt":\["(\w+)Table"/.exec(text) ?? [];
  const name = table.replaceAll(/(?<=[a-z])([A-Z])/g, '-$1').toLowerCase();
  return `${name}: ${actions}`;
};

/** @param zipBytes of a function, by its name in serverless.yml */
export function rowsOf({ Resources }: Template, zipBytes: (name: string) => number): FunctionRow[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => {
      const [file = ''] = String(Properties.Handler).split('.');
      const name = file.replace(/^functions\//, '');
      const [roleId = ''] = (Properties.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
      const policies = Resources[roleId]?.Properties.Policies as {
        PolicyDocument: { Statement: Statement[] };
      }[];
      const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      return {
        name,
        memory: Number(Properties.MemorySize),
        timeout: Number(Properties.Timeout),
        reserved: Properties.ReservedConcurrentExecutions as number | undefined,
        zipKilobytes: Math.ceil(zipBytes(name.replaceAll('/', '-')) / 1024),
        grants: statements.flatMap((statement) => describe(statement) ?? []),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

export const toTable = (rows: FunctionRow[]): string =>
  [
    '| function | may do | memory, MB | timeout, s | at most at once | zip, KB |',
    '|---|---|---|---|---|---|',
    ...rows.map(({ name, grants, memory, timeout, reserved, zipKilobytes }) => {
      const may = grants.length === 0 ? '' : grants.join('<br>');
      return `| ${name} | ${may} | ${memory} | ${timeout} | ${reserved ?? ''} | ${zipKilobytes} |`;
    }),
  ].join('\n');

export const DOCUMENT = join(ROOT, 'docs/functions.md');

/** Between these the document is generated. */
const TABLE = /(?<=<!-- table -->\n\n)[\s\S]*?(?=\n\n<!-- \/table -->)/;

export const tableIn = (document: string): string => TABLE.exec(document)?.[0] ?? '';

/** Zips change a little with every line of code: a table is stale when anything else differs, or a quarter of a size. */
export function isStale(documented: string, actual: string): boolean {
  const [before, after] = [documented.split('\n'), actual.split('\n')];
  if (before.length !== after.length) return true;
  return before.some((line, index) => {
    const [a, b] = [line, after[index] ?? ''].map((row) => /^(.*\| )(\d+)( \|)$/.exec(row));
    if (!a || !b) return line !== after[index];
    return a[1] !== b[1] || Math.abs(Number(a[2]) - Number(b[2])) > Math.max(5, Number(b[2]) / 4);
  });
}

async function write(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'corechat-package-'));
  const lines: string[] = [];
  const child = startChild(SERVERLESS, ['package', '--stage', 'prod', '--package', folder], {
    cwd: ROOT,
    env: { ...process.env, SLS_TELEMETRY_DISABLED: '1' },
    onLine: (line) => lines.push(line),
  });
  if ((await child.ended) !== 'with code 0') throw new UserError(lines.join('\n'));
  const template = JSON.parse(
    readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8'),
  );
  const table = toTable(rowsOf(template, (name) => statSync(join(folder, `${name}.zip`)).size));
  rmSync(folder, { recursive: true });
  writeFileSync(
    DOCUMENT,
    readFileSync(DOCUMENT, 'utf8').replace(TABLE, () => table),
  );
  console.log(table);
}

if (import.meta.main) await write();
