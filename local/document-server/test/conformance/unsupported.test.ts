import { readFileSync } from 'node:fs';
import { EJSON } from 'bson';
import { type Document, MongoClient, MongoServerError } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DocumentServer, startDocumentServer } from '../../src/index.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const table = /<!-- unsupported:begin -->([\s\S]*)<!-- unsupported:end -->/.exec(readme)?.[1] ?? '';

const rows = [...table.matchAll(/^\| (.+?) \| `(\{.+\})` \| (\d+) (\w+) \|$/gm)].map(
  ([, what, command, code, codeName]) =>
    [what as string, command as string, Number(code), codeName as string] as const,
);

let mongod: DocumentServer;
let client: MongoClient;
beforeAll(async () => {
  mongod = await startDocumentServer();
  client = await new MongoClient(mongod.uri, { retryWrites: false }).connect();
  await client.db('unsupported').collection<Document>('c').insertOne({ a: 1 });
});
afterAll(async () => {
  await client.close();
  await mongod.close();
});

test('the table of the README is read in full', () => {
  expect(rows.length).toBe(table.trim().split('\n').length - 2);
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows)('%s', async (_what, text, code, codeName) => {
  const command = EJSON.parse(text, { relaxed: false }) as Document;
  const admin = 'configureFailPoint' in command;
  const error = await client
    .db(admin ? 'admin' : 'unsupported')
    .command(command)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  expect(error).toBeInstanceOf(MongoServerError);
  expect(error).toMatchObject({ code, codeName });
});
