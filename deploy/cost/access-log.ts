/** What the HTTP API's access log writes about one request, from its format in serverless.yml. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../local/root.ts';

const { provider } = parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'), { logLevel: 'silent' });
const FORMAT: string = provider.logs.httpApi.format;

/** As long as the values are of a request that succeeds; what has none is a dash. */
const VALUES: Record<string, string> = {
  '$context.requestId': 'JKJaXmPLvHcESHA=',
  '$context.integration.requestId': '5f0c8d1e-2b7a-4c34-8a1b-0123456789ab',
  '$context.status': '200',
  '$context.responseLatency': '25',
  '$context.integration.status': '200',
};

/** @param route such as GET /messages */
export function accessLogBytes(route: string): number {
  // redos: letters and dots after a dollar sign.
  const line = FORMAT.replaceAll(/\$context\.[\w.]+/g, (name) =>
    name === '$context.routeKey' ? route : (VALUES[name] ?? '-'),
  );
  return Buffer.byteLength(line);
}
