/** What bundles leave out says so when it is used, in a sentence that names the file to look into. */

import { existsSync, globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { bundleOptions } from '../../../build/esbuild.ts';
import { OMISSIONS } from '../../../build/omitted.ts';

const root = join(import.meta.dirname, '../../..');

/** Bundles the code as a function is bundled, and loads it. */
async function load(code: string): Promise<Record<string, (...given: unknown[]) => unknown>> {
  const { outputFiles } = await build({
    ...bundleOptions(),
    stdin: { contents: code, resolveDir: root, loader: 'ts' },
    write: false,
    logLevel: 'error',
  });
  const module = { exports: {} as Record<string, () => unknown> };
  const run = new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '');
  run(module, module.exports, createRequire(import.meta.url));
  return module.exports;
}

afterEach(() => vi.unstubAllEnvs());

describe('omitted parts', () => {
  const files = globSync('{mongodb/lib,@smithy/core}/**/*.js', { cwd: join(root, 'node_modules') });

  test.each(OMISSIONS)('$files: $what', async ({ files: pattern, what }) => {
    const [file = ''] = files.map((path) => path.replaceAll('\\', '/')).filter((path) => pattern.test(path));
    // A driver that moved the file is bundled whole again.
    expect(file).not.toBe('');
    const source = file.replace('mongodb/lib', 'mongodb/src').replace(/\.js$/, '.ts');
    for (const path of file.startsWith('mongodb/') ? [file, source] : [file]) {
      const { use } = await load(
        `import * as part from './node_modules/${path}'; export const use = () => part.Anything;`,
      );
      expect(use, path).toThrow(`Anything is not in this bundle: it leaves out ${what} (build/omitted.ts)`);
    }
  });

  test('also when imported at run time', async () => {
    const { use } = await load(
      `export const use = async () => new (await import('@smithy/core/event-streams')).EventStreamSerde();`,
    );
    await expect(use?.()).rejects.toThrow('EventStreamSerde is not in this bundle');
  });

  test('what lib/platform/mongo.ts imports remains', async () => {
    const { use } = await load(
      `import { ObjectId } from 'mongodb'; export const use = () => new ObjectId('65a000000000000000000001').toHexString();`,
    );
    expect(use?.()).toBe('65a000000000000000000001');
  });
});

describe('the driver', () => {
  test('comes from its sources and keeps the names of its errors', async () => {
    const { use } = await load(
      `import { MongoClient } from 'mongodb';
       export const use = async (uri) => { const client = new MongoClient(uri, { serverSelectionTimeoutMS: 50 }); return client.db().command({ ping: 1 }); };`,
    );
    await expect(use?.('mongodb://127.0.0.1:1/')).rejects.toMatchObject({
      name: 'MongoServerSelectionError',
      cause: { name: 'MongoNetworkError' },
    });
  });

  test.each(['mongodb/src/index.ts', 'mongodb/src/deps.ts'])('%s is in its package', (path) => {
    expect(existsSync(join(root, 'node_modules', path))).toBe(true);
  });

  test('loads nothing before it is needed that most functions never need', async () => {
    const loaded: string[] = [];
    const { outputFiles } = await build({
      ...bundleOptions(),
      stdin: { contents: `export * from 'mongodb'`, resolveDir: root, loader: 'ts' },
      write: false,
    });
    const require = createRequire(import.meta.url);
    new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')({}, {}, (name: string) => {
      loaded.push(name.replace('node:', ''));
      return require(name);
    });
    expect(loaded).toEqual(expect.arrayContaining(['net', 'tls']));
    for (const name of ['dns', 'http', 'zlib']) expect(loaded).not.toContain(name);
  });
});

describe('stand-ins', () => {
  test('credentials that are not in the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    const { use } = await load(
      `import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
       const client = new DynamoDBClient({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:1', maxAttempts: 1 });
       export const use = () => client.send(new ListTablesCommand({}));`,
    );
    await expect(use?.()).rejects.toThrow('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are missing');
  });

  test('a region that is not in the environment', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    const { use } = await load(
      `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
       export const use = () => new DynamoDBClient({}).config.region();`,
    );
    await expect(use?.()).rejects.toThrow("it leaves out EC2's instance metadata");
  });

  test('endpoint discovery', async () => {
    const { use } = await load(
      `import { EndpointCache } from '@aws-sdk/endpoint-cache'; export const use = () => new EndpointCache(1).get('key');`,
    );
    expect(use).toThrow('no endpoint discovery');
  });

  test('addresses are parsed by the URL class of Node.js', async () => {
    const { use } = await load(
      `import { ConnectionString } from 'mongodb-connection-string-url';
       export const use = (uri) => { const { hosts, isSRV, username, searchParams } = new ConnectionString(uri); return [hosts, isSRV, username, searchParams.get('w')]; };`,
    );
    expect(use?.('mongodb+srv://al%40ice:s%2Fcret@cluster0.example.net/chat?w=majority')).toEqual([
      ['cluster0.example.net'],
      true,
      'al%40ice',
      'majority',
    ]);
    expect(use?.('mongodb://one.example.net:27017,two.example.net:27018/?w=1')).toEqual([
      ['one.example.net:27017', 'two.example.net:27018'],
      false,
      '',
      '1',
    ]);
  });
});
