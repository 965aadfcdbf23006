/** `serverless offline` as typed by a person: runs the whole product, like `npm start`. */
import { resolve } from 'node:path';
import { HOST, parsePort, type StartOptions } from './options.ts';
import { DATA_DIR } from './root.ts';
import { UserError } from './user-error.ts';

/** As parsed by the Serverless Framework. */
export type OfflineOptions = Record<string, unknown>;

/** Options of serverless-offline that its process gets. */
const PASSED_ON = ['lambdaPort', 'noTimeout', 'webSocketHardTimeout', 'webSocketIdleTimeout'];

/** Options that change addresses, or turn off the adaptation to API Gateway's behaviour. */
const REFUSED = ['httpsProtocol', 'noAuth', 'prefix', 'useDocker'];

/** Added and changed options of `serverless offline`. */
export const OPTIONS = {
  httpPort: { type: 'string', usage: 'HTTP port to listen on. Default: 5000.' },
  websocketPort: { type: 'string', usage: 'WebSocket port to listen on. Default: the one after httpPort.' },
  host: { shortcut: 'o', type: 'string', usage: 'The address to listen on. Default: 127.0.0.1.' },
  dataDir: { type: 'string', usage: 'Where users, messages and keys are kept. Default: .corechat.' },
  fresh: { type: 'boolean', usage: 'Forget all data first.' },
} as const;

const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

/** @throws UserError naming the invalid option */
export function startOptionsOf(options: OfflineOptions): StartOptions {
  const refused = REFUSED.find((name) => options[name]);
  if (refused) throw new UserError(`--${refused} does not work here: the local gateway has no such setting`);
  const { host, httpPort, websocketPort, dataDir, fresh, verbose } = options;
  return {
    host: text(host) ?? HOST,
    port: parsePort(text(httpPort) ?? '5000', '--httpPort'),
    ...(websocketPort === undefined
      ? {}
      : { websocketPort: parsePort(String(websocketPort), '--websocketPort') }),
    dataDir: resolve(text(dataDir) ?? DATA_DIR),
    fresh: Boolean(fresh),
    verbose: Boolean(verbose),
    gatewayArgs: PASSED_ON.flatMap((name) => {
      const value = options[name];
      if (value === undefined || value === false) return [];
      return value === true ? [`--${name}`] : [`--${name}`, String(value)];
    }),
    portOption: 'npx serverless offline --httpPort',
  };
}
