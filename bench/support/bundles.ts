/** Everything that is compared, built once: our functions, trimmed and as esbuild's defaults leave them, the peers, the floor. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundleOptions, plainOptions } from '../../build/esbuild.ts';
import { type Bundle, bundleFunctions } from '../../build/functions.ts';

export const BENCH = join(import.meta.dirname, '..');
export const OUTPUT = join(BENCH, '../.bench');
const PEERS = join(BENCH, 'peers');

export const ours = (names: string[]): Promise<Bundle[]> =>
  bundleFunctions(names, join(OUTPUT, 'ours'), bundleOptions());

/** Our functions without any of build/'s measures. */
export const untrimmed = (names: string[]): Promise<Bundle[]> =>
  bundleFunctions(names, join(OUTPUT, 'untrimmed'), plainOptions);

async function bundleFile(source: string, file: string, options = plainOptions as object): Promise<Bundle> {
  await build({ ...options, entryPoints: [source], outfile: file, logLevel: 'error' });
  const content = readFileSync(file);
  return { name: source, file, bytes: content.length, gzipBytes: gzipSync(content).length };
}

export type PeerName = 'express-mongoose' | 'express-driver';

/** Installs the peers' packages where they are missing: the product itself does not need them. */
export function installPeers(): void {
  if (existsSync(join(PEERS, 'node_modules'))) return;
  console.log('  installing the packages of bench/peers');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: PEERS, stdio: 'ignore' });
}

export function peer(name: PeerName): Promise<Bundle> {
  installPeers();
  return bundleFile(join(PEERS, `${name}.js`), join(OUTPUT, 'peers', `${name}.cjs`));
}

/** As many deploy it: the file beside its node_modules. */
export const unbundledPeer = (name: PeerName): string => join(PEERS, `${name}.js`);

/** @param file below bench/floor */
export const floor = (file: string): Promise<Bundle> =>
  bundleFile(join(BENCH, 'floor', `${file}.ts`), join(OUTPUT, 'floor', `${file}.cjs`), bundleOptions());
