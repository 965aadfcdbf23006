/** Runs serverless offline as a separate process: API Gateway and all functions of serverless.yml. */
import { createRequire } from 'node:module';
import { claimBuild } from './bundles.ts';
import { type Child, startChild } from './child.ts';
import { ROOT } from './root.ts';

export const SERVERLESS = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

export interface OfflineOptions {
  host: string;
  port: number;
  websocketPort: number;
  /** of the Lambda API, for calls without a gateway */
  lambdaPort: number;
  /** further arguments */
  args: string[];
  env: Record<string, string>;
  /** folder of the functions' bundles */
  bundles: string;
  onLine: (line: string) => void;
}

export function startOffline(options: OfflineOptions): Child {
  const { host, port, websocketPort, lambdaPort, args, env, bundles, onLine } = options;
  const build = claimBuild(bundles);
  const where = ['--host', host, '--httpPort', String(port), '--websocketPort', String(websocketPort)];
  const lambda = args.includes('--lambdaPort') ? [] : ['--lambdaPort', String(lambdaPort)];
  const child = startChild(
    SERVERLESS,
    ['offline', 'start', '--stage', 'local', '--noSponsor', ...where, ...lambda, ...args],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        ...env,
        ...build.env,
        LOG_LEVEL: 'info',
        SLS_TELEMETRY_DISABLED: '1',
        FORCE_COLOR: '0',
      },
      onLine,
    },
  );
  const ended = child.ended.finally(build.release);
  return { ...child, ended };
}

const POLL_MS = 100;

/** Whether the response is from this product's /health: other servers have such a path too, and DynamoDB answers any path. */
async function isOurs(response: Response): Promise<boolean> {
  const health = (await response.json()) as { dependencies?: unknown } | null;
  return health?.dependencies !== undefined;
}

/** Resolves at the first healthy response. @throws Error after the time-out */
export async function untilHealthy(url: string, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let last = 'no answer';
  // For testing the edge's check locally.
  const [edgeKey = ''] = (process.env.EDGE_KEYS ?? '').split(',');
  const headers = edgeKey ? { 'x-corechat-edge': edgeKey } : {};
  while (performance.now() < deadline) {
    try {
      const response = await fetch(`${url}/health`, { headers, signal: AbortSignal.timeout(5_000) });
      last = response.ok ? 'another server answers' : `status ${response.status}`;
      if (response.ok && (await isOurs(response))) return;
    } catch (error) {
      if (!(error instanceof SyntaxError)) last = 'no answer';
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`The API is not healthy after ${timeoutMs / 1000} s: ${last}`);
}
