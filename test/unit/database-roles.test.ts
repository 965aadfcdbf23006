/** The database roles of docs/operations.md: the functions may do what lib asks of each collection, and no more. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const LIB = join(ROOT, 'lib');

/** https://www.mongodb.com/docs/manual/reference/privilege-actions/ */
const ACTIONS: Record<string, string[]> = {
  find: ['find'],
  findOne: ['find'],
  countDocuments: ['find'],
  aggregate: ['find'],
  insertOne: ['insert'],
  insertMany: ['insert'],
  updateOne: ['update'],
  updateMany: ['update'],
  replaceOne: ['update'],
  bulkWrite: ['update'],
  findOneAndUpdate: ['find', 'update'],
  deleteOne: ['remove'],
  deleteMany: ['remove'],
};

const sources = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  // Operators add to `audit`, and the schema step has a role with more.
  .filter(
    (file) => file.endsWith('.ts') && !file.startsWith('migrations/') && !file.endsWith('store/audit.ts'),
  )
  .map((file) => readFileSync(join(LIB, file), 'utf8'));
const text = sources.join('\n');

const constants = new Map(
  [...text.matchAll(/const ([A-Z_]+) = '([a-z]+)'/g)].map(([, name = '', value = '']) => [name, value]),
);

/** Of each source, the variables that are collections: its own, and those that stores export. */
function collectionsIn(source: string): Map<string, string> {
  const declared = (of: string) =>
    [...of.matchAll(/const (\w+) = collection<[^\n]*>\((?:'([a-z]+)'|([A-Z_]+))\)/g)].map(
      ([, variable = '', name, constant = '']): [string, string] => [
        variable,
        name ?? constants.get(constant) ?? constant,
      ],
    );
  const exported = [...text.matchAll(/export (const \w+ = collection<[^\n]*\))/g)].flatMap(([, line = '']) =>
    declared(line),
  );
  const imported = exported.filter(([variable]) =>
    new RegExp(`import \\{[^}]*\\b${variable}\\b`).test(source),
  );
  return new Map([...imported, ...declared(source)]);
}

/** What only `npm run admin` asks for. */
const OPERATORS_ONLY: Record<string, string> = { invites: 'insert' };

/** By collection. */
function usedActions(): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  const note = (name: string, actions: string[]) =>
    used.set(name, new Set([...(used.get(name) ?? []), ...actions]));
  for (const source of sources) {
    for (const [variable, name] of collectionsIn(source)) {
      for (const [, method = ''] of source.matchAll(new RegExp(`\\b${variable}\\s*\\.\\s*(\\w+)\\(`, 'g'))) {
        note(name, ACTIONS[method] ?? []);
      }
      // An update that may insert takes both actions.
      if (used.has(name) && source.includes('upsert: true')) note(name, ['insert']);
      // The one helper that inserts (lib/platform/mongo.ts).
      if (new RegExp(`insertOnce\\(\\s*${variable},`).test(source)) note(name, ['insert']);
    }
  }
  return used;
}

function documentedRole(role: string): Map<string, string[]> {
  const operations = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
  const [, body = ''] = new RegExp(`role: '${role}',([^]*?)roles: \\[`).exec(operations) ?? [];
  const privileges = [...body.matchAll(/collection: '([a-z]*)' \}, actions: \[([^\]]*)\]/g)];
  return new Map(
    privileges.map(([, name = '', actions = '']) => [
      name,
      [...actions.matchAll(/'(\w+)'/g)].map(([, action = '']) => action).sort(),
    ]),
  );
}

test('the role of functions has exactly what their code asks of each collection', () => {
  const used = [...usedActions()].map(([name, actions]) => [
    name,
    [...actions].filter((action) => action !== OPERATORS_ONLY[name]).sort(),
  ]);
  expect(used.length).toBeGreaterThan(4);
  const role = documentedRole('corechatFunctions');
  expect(Object.fromEntries(role)).toEqual(Object.fromEntries(used));
});

test('no role drops a collection or administrates users', () => {
  for (const name of ['corechatFunctions', 'corechatSchema', 'corechatOperator']) {
    const actions = [...documentedRole(name).values()].flat();
    expect(actions.length, name).toBeGreaterThan(0);
    expect(
      actions.filter((action) => /^drop(?!Index)|User|Role|anyAction/.test(action)),
      name,
    ).toEqual([]);
  }
});
