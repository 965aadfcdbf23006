import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test, vi } from 'vitest';
import { bundleOptions } from '../../../build/esbuild.ts';
import { functionNames } from '../../../build/functions.ts';
import { claimBuild, ensureBundles, INPUTS, linkBundles } from '../../../local/bundles.ts';
import { startChild } from '../../../local/child.ts';
import { BUILDS } from '../../../local/root.ts';

vi.mock('../../../local/child.ts', { spy: true });

const ROOT = join(import.meta.dirname, '../../..');
const BUILDING_MS = 60_000;

test(
  'every input of a bundle decides whether it is rebuilt',
  async () => {
    const entryPoints = functionNames().map((name) => join(ROOT, 'functions', `${name}.ts`));
    const { metafile } = await build({
      ...bundleOptions(),
      absWorkingDir: ROOT,
      entryPoints,
      outdir: 'nowhere',
      write: false,
      metafile: true,
      packages: 'external',
      plugins: [],
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs).toContain('functions/messages/send.ts');
    const known = (file: string) => INPUTS.some((path) => file === path || file.startsWith(`${path}/`));
    expect(inputs.filter((file) => !known(file))).toEqual([]);
  },
  BUILDING_MS,
);

test(
  'stacks that start on the same sources share what was built once, and keep it',
  async () => {
    const folder = await ensureBundles();
    vi.mocked(startChild).mockClear();
    expect(await ensureBundles()).toBe(folder);
    expect(startChild).not.toHaveBeenCalled();
    const stack = mkdtempSync(join(tmpdir(), 'corechat-bundles-'));
    linkBundles(folder, stack);
    const files = readdirSync(stack, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.cjs'),
    );
    expect(files.map((file) => file.slice(0, -'.cjs'.length)).sort()).toEqual(functionNames());
    expect(readFileSync(join(stack, 'messages/send.cjs'))).toEqual(
      readFileSync(join(folder, 'messages/send.cjs')),
    );
    rmSync(stack, { recursive: true });
  },
  BUILDING_MS,
);

test('what a killed process of the same number left behind is not run, and nothing is written through it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'corechat-bundles-'));
  const [old, wanted] = [join(folder, 'old'), join(folder, 'wanted')];
  for (const [place, text] of [
    [old, 'old'],
    [wanted, 'wanted'],
  ] as const) {
    mkdirSync(place);
    writeFileSync(join(place, 'send.cjs'), text);
  }
  const left = join(BUILDS, String(process.pid), '.build/functions');
  linkBundles(old, left);
  const build = claimBuild(wanted);
  expect(readFileSync(join(left, 'send.cjs'), 'utf8')).toBe('wanted');
  expect(readFileSync(join(old, 'send.cjs'), 'utf8')).toBe('old');
  expect(() => linkBundles(old, left)).toThrow('EEXIST');
  build.release();
  rmSync(folder, { recursive: true });
});
