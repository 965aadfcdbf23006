/**
 * `npm run sbom`: what functions and clients are made of, as CycloneDX 1.6. Made from the lockfile, because `npm sbom --omit dev` also
 * leaves out what is shipped when a development tool needs it too: valibot and the AWS SDK's core, for example.
 * https://cyclonedx.org/docs/1.6/json/
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../local/root.ts';
import { isShipped, type LockedPackage, type Lockfile, readLockfile } from './lockfile.ts';

export interface Component {
  type: 'library';
  'bom-ref': string;
  name: string;
  version: string;
  purl: string;
  licenses: ({ license: { id: string } } | { expression: string })[];
  hashes: { alg: 'SHA-512'; content: string }[];
}

/** node_modules/a/node_modules/@b/c -> @b/c */
export const packageAt = (path: string): string => path.split('node_modules/').at(-1) ?? '';

const isExpression = (license: string): boolean => / (OR|AND|WITH) /.test(license);

function componentOf(path: string, { version = '', license, integrity }: LockedPackage): Component {
  const name = packageAt(path);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const hex = Buffer.from(integrity?.replace('sha512-', '') ?? '', 'base64').toString('hex');
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    licenses: license ? [isExpression(license) ? { expression: license } : { license: { id: license } }] : [],
    hashes: hex ? [{ alg: 'SHA-512', content: hex }] : [],
  };
}

/** @returns each package in one version once, however often it is installed */
export function componentsOf(lockfile: Lockfile): Component[] {
  const shipped = Object.entries(lockfile.packages)
    .filter(([path]) => isShipped(lockfile, path))
    .map(([path, entry]) => componentOf(path, entry));
  const byReference = new Map(shipped.map((component) => [component['bom-ref'], component]));
  return [...byReference.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

export function sbom(lockfile: Lockfile, at: Date) {
  const { name, version, description } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: at.toISOString(),
      component: { type: 'application', 'bom-ref': `pkg:npm/${name}@${version}`, name, version, description },
    },
    components: componentsOf(lockfile),
  };
}

if (import.meta.main) console.log(JSON.stringify(sbom(readLockfile(), new Date()), null, 2));
