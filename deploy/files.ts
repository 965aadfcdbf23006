/** The bucket of attachments (resources/files.yml), as far as it depends on where the product is. */
import type { Template } from './template.ts';

const BUCKET = 'FilesBucket';
const BUCKET_POLICY = 'FilesBucketPolicy';

interface Cors {
  CorsRules: { AllowedOrigins: unknown[] }[];
}

/**
 * Pages at these origins may upload: the web app's own, and those that may call the API.
 * @param httpUrl of the web app @param corsOrigins the setting, comma-separated
 */
export function uploadFrom({ Resources, Outputs }: Template, httpUrl: unknown, corsOrigins: string): void {
  const { CorsConfiguration } = (Resources[BUCKET]?.Properties ?? {}) as { CorsConfiguration?: Cors };
  const others = corsOrigins
    .split(',')
    .map((origin) => origin.trim())
    .filter(Boolean);
  for (const rule of CorsConfiguration?.CorsRules ?? []) rule.AllowedOrigins = [httpUrl, ...others];
  Outputs.FilesBucketName = { Description: 'The bucket of attachments', Value: { Ref: BUCKET } };
}

/** A removal leaves the files, which messages in MongoDB refer to. */
export function retainFiles({ Resources }: Template, keep: boolean): void {
  const bucket = Resources[BUCKET];
  if (!bucket) return;
  bucket.DeletionPolicy = keep ? 'RetainExceptOnCreate' : 'Delete';
  bucket.UpdateReplacePolicy = keep ? 'Retain' : 'Delete';
}

/** Where files are not scanned, nothing waits for results. */
export function dropScan({ Resources }: Template): void {
  for (const id of Object.keys(Resources)) if (id.startsWith('Scan')) delete Resources[id];
}

/** The policy refuses requests without TLS, which many emulators lack. */
export function allowPlainHttp({ Resources }: Template): void {
  delete Resources[BUCKET_POLICY];
}
