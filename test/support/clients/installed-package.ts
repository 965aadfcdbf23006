/** A client's package as a developer gets it: packed as its README says, and installed in an empty folder without a network. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

export interface InstalledPackage {
  /** the project that it is installed in */
  folder: string;
  remove(): Promise<void>;
}

/** @param client folder in clients/ */
export async function installPackage(client: 'sdk' | 'cli'): Promise<InstalledPackage> {
  const { stdout } = await run('npm', ['run', '--silent', 'tarball', '-w', `clients/${client}`], {
    cwd: ROOT,
  });
  const tarball = join(ROOT, 'clients', client, 'dist', stdout.trim());
  const folder = await mkdtemp(join(tmpdir(), 'corechat-consumer-'));
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const flags = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...flags, tarball], { cwd: folder });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Packs the sources of a client. @returns whether that succeeds, and what `npm pack` prints */
export async function packSources(client: 'sdk' | 'cli'): Promise<{ isPacked: boolean; output: string }> {
  try {
    const { stdout } = await run('npm', ['pack', '--dry-run', '-w', `clients/${client}`], { cwd: ROOT });
    return { isPacked: true, output: stdout };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { isPacked: false, output: stdout + stderr };
  }
}
