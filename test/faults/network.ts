/** The product with a network that fails: between the clients and the functions, and between these and all that they depend on. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startStack } from '../../local/stack.ts';
import { FUZZ_RATE_LIMITS } from '../fuzz/limits.ts';
import { type Rates, TcpFaults } from '../support/faults/tcp-faults.ts';
import { toEvent } from '../support/http/http-event.ts';
import { SocketGateway } from '../support/sockets/socket-gateway.ts';
import { startFunctions } from './functions.ts';

const ROUTES: Record<string, string> = {
  'POST /Register': 'auth/register',
  'POST /Login': 'auth/login',
  'POST /sessions/refresh': 'sessions/refresh',
  'POST /realtime/tickets': 'realtime/ticket',
  'POST /messages': 'messages/send',
  'GET /messages': 'messages/list',
  'GET /conversations': 'conversations/list',
};

const WIRES = ['clients', 'mongodb', 'dynamodb', 'push'] as const;
export type Wire = (typeof WIRES)[number];

export interface NetworkOptions {
  seed: string;
  /** execution environments of messages/send */
  environments: number;
  /** for the functions */
  env?: Record<string, string>;
}

export interface Network {
  /** of the API, for clients */
  url: string;
  /** of the MongoDB server, past the proxy */
  mongodb: { uri: string; database: string };
  wires: Record<Wire, TcpFaults>;
  gateway: SocketGateway;
  setRates(rates: Partial<Record<Wire, Rates>>): void;
  invoke: Awaited<ReturnType<typeof startFunctions>>['invoke'];
  stop(): Promise<void>;
}

type Invoke = Network['invoke'];

/** The stand-in for API Gateway. */
async function listen(invoke: Invoke) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://gateway');
    const name = ROUTES[`${request.method} ${url.pathname}`];
    if (name === undefined) return response.writeHead(404).end();
    try {
      const { statusCode, headers, body } = await invoke(name, await toEvent(request, url));
      return response.writeHead(statusCode, headers).end(body);
    } catch {
      // The client is gone, or the environment.
      return response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** @throws UserError when the stack cannot start */
export async function startNetwork({ seed, environments, env = {} }: NetworkOptions): Promise<Network> {
  const stack = await startStack();
  const gateway = new SocketGateway();
  const { MONGODB_URI: uri = '', AWS_ENDPOINT_URL_DYNAMODB: dynamodb = '' } = stack.env;
  const before = (wire: Wire, address: string) => new TcpFaults(address, { seed: `${seed}/${wire}` });
  const databases = {
    mongodb: before('mongodb', uri),
    dynamodb: before('dynamodb', dynamodb),
    push: before('push', await gateway.listen()),
  };
  const functions = await startFunctions(
    {
      ...Object.fromEntries(Object.values(ROUTES).map((name) => [name, 2])),
      'messages/send': environments,
      'realtime/connect': 1,
      'realtime/ping': 1,
    },
    {
      ...stack.env,
      LOG_LEVEL: 'silent',
      // Counted in DynamoDB for every send, and never used up.
      RATE_LIMITS: FUZZ_RATE_LIMITS,
      MONGODB_URI: `mongodb://${await databases.mongodb.listen()}/?directConnection=true`,
      AWS_ENDPOINT_URL_DYNAMODB: `http://${await databases.dynamodb.listen()}`,
      WEBSOCKET_MANAGEMENT_URL: `http://${await databases.push.listen()}`,
      // What AWS sets, by which drivers know where they are.
      AWS_LAMBDA_FUNCTION_NAME: 'faults',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      ...env,
    },
  );
  const { server, url } = await listen(functions.invoke);
  const wires: Record<Wire, TcpFaults> = { ...databases, clients: before('clients', url) };
  return {
    url: `http://${await wires.clients.listen()}`,
    mongodb: { uri, database: stack.env.MONGODB_DATABASE ?? 'corechat' },
    wires,
    gateway,
    setRates: (rates) => {
      for (const wire of WIRES) wires[wire].rates = rates[wire] ?? {};
    },
    invoke: functions.invoke,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await functions.stop();
      await Promise.all(WIRES.map((wire) => wires[wire].close()));
      gateway.close();
      await stack.stop();
    },
  };
}
