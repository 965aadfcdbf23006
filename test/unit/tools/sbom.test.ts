/** The bill of materials names every package whose files reach a function's zip or a browser. */
import { build as bundle } from 'esbuild';
import { build as buildWeb, type Rolldown } from 'vite';
import { expect, test } from 'vitest';
import { bundleOptions } from '../../../build/esbuild.ts';
import { functionNames } from '../../../build/functions.ts';
import { ROOT } from '../../../local/root.ts';
import { servedPackages } from '../../../openapi/build.ts';
import { readLockfile } from '../../../tools/lockfile.ts';
import { componentsOf, packageAt, sbom } from '../../../tools/sbom.ts';

const listed = new Set(componentsOf(readLockfile()).map(({ name }) => name));

/** @param file any path below node_modules, with or without what bundlers put before and after it */
function packageOf(file: string): string[] {
  const inside = packageAt(file.replaceAll('\\', '/').replace(/\?.*$/, ''));
  if (inside === file || !file.includes('node_modules/')) return [];
  return [inside.split('/', inside.startsWith('@') ? 2 : 1).join('/')];
}

test('lists what functions are bundled from', async () => {
  const { metafile } = await bundle({
    ...bundleOptions(),
    absWorkingDir: ROOT,
    entryPoints: functionNames().map((name) => `functions/${name}.ts`),
    outdir: 'unused',
    write: false,
    metafile: true,
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
  const packages = new Set(used.flatMap(packageOf));
  expect(packages).toContain('valibot');
  expect([...packages].filter((name) => !listed.has(name))).toEqual([]);
}, 60_000);

test('lists what the web app is built from', async () => {
  const configFile = `${ROOT}/clients/web/vite.config.ts`;
  const output = await buildWeb({ configFile, logLevel: 'silent', build: { write: false } });
  const chunks = [output].flat() as Rolldown.RolldownOutput[];
  const files = chunks
    .flatMap((each) => each.output)
    .flatMap((part) => (part.type === 'chunk' ? part.moduleIds : part.originalFileNames));
  const packages = new Set(files.flatMap(packageOf));
  expect(packages).toContain('preact');
  expect([...packages].filter((name) => !listed.has(name))).toEqual([]);
}, 60_000);

test('lists what the page at /docs is copied from', () => {
  expect(servedPackages()).toEqual(['swagger-ui-dist']);
  for (const name of servedPackages()) expect(listed, name).toContain(name);
});

test('names each component by version, licence and hash', () => {
  const { bomFormat, specVersion, components } = sbom(readLockfile(), new Date(0));
  expect([bomFormat, specVersion]).toEqual(['CycloneDX', '1.6']);
  const valibot = components.find(({ name }) => name === 'valibot');
  expect(valibot).toMatchObject({
    type: 'library',
    purl: expect.stringMatching(/^pkg:npm\/valibot@\d/),
    licenses: [{ license: { id: 'MIT' } }],
    hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }],
  });
  const references = components.map((component) => component['bom-ref']);
  expect(new Set(references).size).toBe(references.length);
});

test('leaves out what only develops', () => {
  for (const name of ['vitest', 'serverless', 'playwright-core', 'vite']) expect(listed).not.toContain(name);
});
