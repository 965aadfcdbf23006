/** The product and the document server depend on each other in one place: the command that starts it. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('only local/servers.ts names the document server, to start its command', () => {
  const files = globSync(
    '{bench,build,clients,deploy,functions,lib,local,openapi,test,tools}/**/*.{ts,tsx,js,mjs}',
    {
      exclude: [
        '**/node_modules/**',
        '**/dist/**',
        'local/document-server/**',
        'test/document-server.test.ts',
      ],
    },
  );
  expect(files.length).toBeGreaterThan(300);
  const naming = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => /document-server/.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(naming).toEqual(["local/servers.ts: scriptOf('./document-server/bin/document-server.js'),"]);
});
