/** What a deployment is made of, written into its template: settings, a digest of each function's code, and the build id of it all. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { securityExpiry } from '../lib/platform/security-expiry.ts';
import type { Settings } from './settings.ts';
import type { Template } from './template.ts';

export interface Build {
  settings: Partial<Settings>;
  /** by the logical id of the function */
  code: Record<string, string>;
}

const METADATA = 'CoreChat';

const digest = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 12);

/** Equal for equal content, in any order. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, sortKeys(child)]));
}

/** A package is uploaded to a folder named after the minute. */
const withoutUploads = (name: string, value: unknown): unknown => (name === 'S3Key' ? undefined : value);

/** Of functions' code, by logical id. */
export const digestsOf = (zips: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(zips).map(([id, path]) => [id, digest(readFileSync(path))]));

/**
 * The function that answers `GET /health` tells the build id; only its configuration changes with each build.
 * @param zips paths of the packaged functions, by logical id
 * @returns the build id: the same for the same source and settings
 */
export function stampBuild(
  template: Template,
  settings: Settings,
  zips: Record<string, string>,
  healthFunction: string,
): string {
  const code = digestsOf(zips);
  template.Metadata = { ...template.Metadata, [METADATA]: { settings, code } satisfies Build };
  const build = digest(JSON.stringify(sortKeys(template), withoutUploads));
  template.Outputs.BuildId = { Description: 'Of this deployment, as GET /health tells it', Value: build };
  setVariable(template, healthFunction, 'BUILD_ID', build);
  return build;
}

/** @param id of a function, which may be missing */
function setVariable({ Resources }: Template, id: string, name: string, value: string): void {
  const { Properties } = Resources[id] ?? {};
  const environment = (Properties?.Environment ?? {}) as { Variables?: Record<string, unknown> };
  if (Properties)
    Properties.Environment = { ...environment, Variables: { ...environment.Variables, [name]: value } };
}

/** Until when security.txt holds, counted from this deployment; not part of the build id. @param id of the function that serves it */
export const stampSecurityExpiry = (template: Template, id: string): void =>
  setVariable(template, id, 'SECURITY_EXPIRES', securityExpiry().toISOString());

/** @returns what `stampBuild` left in a deployed template; undefined where an earlier version deployed it */
export const readBuild = ({ Metadata = {} }: Template): Build | undefined =>
  Metadata[METADATA] as Build | undefined;

export const buildIdOf = ({ Outputs }: Template): string => String(Outputs.BuildId?.Value ?? '');
