import { join } from 'node:path';
import { expect, test } from 'vitest';

import { ROOT } from '../../../local/root.ts';
import { startOptionsOf } from '../../../local/typed-offline.ts';

test('without options: port 5000 of this machine, on the data of npm start', () => {
  expect(startOptionsOf({})).toEqual({
    host: '127.0.0.1',
    port: 5000,
    dataDir: join(ROOT, '.corechat'),
    fresh: false,
    verbose: false,
    gatewayArgs: [],
    portOption: 'npx serverless offline --httpPort',
  });
});

test("passes serverless-offline's options on", () => {
  const options = { httpPort: '4000', websocketPort: 4002, noTimeout: true, webSocketIdleTimeout: '60' };
  expect(startOptionsOf(options)).toMatchObject({
    port: 4000,
    websocketPort: 4002,
    gatewayArgs: ['--noTimeout', '--webSocketIdleTimeout', '60'],
  });
});

test.each([
  [{ httpPort: 'http' }, '--httpPort must be a number from 0 to 65535, not "http"'],
  [{ websocketPort: '70000' }, '--websocketPort must be a number from 0 to 65535, not "70000"'],
  [{ prefix: 'v1' }, '--prefix does not work here'],
])('refuses %j by its name', (options, message) => {
  expect(() => startOptionsOf(options)).toThrow(message);
});
