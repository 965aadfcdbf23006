/** What monitoring tools, shells and test runners ask about the server. */
import { arch, cpus, hostname, type as osType, release, totalmem } from 'node:os';
import { integer } from '../bson/number.ts';
import { type Document, Double, document, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import { type Command, ok } from './command.ts';
import { SERVER_VERSION } from './handshake.ts';

const versionArray = [...SERVER_VERSION.split('.').map(Number), 0];

const PARAMETERS: Record<string, Value> = {
  featureCompatibilityVersion: document({ version: SERVER_VERSION.split('.').slice(0, 2).join('.') }),
  authenticationMechanisms: [],
  requireApiVersion: false,
  enableTestCommands: true,
  acceptApiVersion2: false,
  ttlMonitorEnabled: true,
};

function getParameter(name: string): Document {
  if (name === '*') return ok(PARAMETERS);
  const value = PARAMETERS[name];
  if (value === undefined) throw new ServerError('InvalidOptions', 'no option found to get');
  return ok({ [name]: value });
}

export const diagnosticCommands: Command[] = [
  {
    name: 'killOp',
    fields: { 'op!': 'int', comment: 'any' },
    adminOnly: true,
    run(invocation) {
      invocation.server.operations.kill(invocation.integer('op') as number);
      return ok({ info: 'attempting to kill op' });
    },
  },
  {
    name: 'buildInfo',
    aliases: ['buildinfo'],
    fields: {},
    run: () =>
      ok({
        version: SERVER_VERSION,
        gitVersion: 'embedded',
        modules: ['embedded'],
        versionArray,
        javascriptEngine: 'none',
        bits: 64,
        debug: false,
        maxBsonObjectSize: 16 * 1024 * 1024,
        storageEngines: ['sqlite'],
      }),
  },
  {
    name: 'hostInfo',
    fields: {},
    run: () =>
      ok({
        system: document({
          currentTime: new Date(),
          hostname: hostname(),
          cpuAddrSize: 64,
          memSizeMB: integer(Math.floor(totalmem() / 2 ** 20)),
          numCores: cpus().length,
          cpuArch: arch(),
        }),
        os: document({ type: osType(), name: osType(), version: release() }),
        extra: document({}),
      }),
  },
  {
    name: 'getParameter',
    fields: Object.fromEntries([...Object.keys(PARAMETERS), 'allParameters'].map((name) => [name, 'any'])),
    run(invocation) {
      const value = invocation.body.get('getParameter');
      if (value === '*') return getParameter('*');
      const fields = [...invocation.body.keys()].filter((name) => name in PARAMETERS);
      if (fields.length === 0) return getParameter('');
      return ok(Object.fromEntries(fields.map((name) => [name, PARAMETERS[name]])));
    },
  },
  {
    name: 'serverStatus',
    fields: {},
    lenient: true,
    run({ server }) {
      const uptime = (Date.now() - server.started.getTime()) / 1000;
      const { rss, heapUsed } = process.memoryUsage();
      return ok({
        host: hostname(),
        version: SERVER_VERSION,
        process: 'document-server',
        pid: BigInt(process.pid),
        uptime: new Double(Math.floor(uptime)),
        uptimeMillis: BigInt(Math.floor(uptime * 1000)),
        localTime: new Date(),
        connections: document({
          current: server.counters.connections,
          available: 100_000,
          totalCreated: server.counters.totalConnections,
        }),
        network: document({ numRequests: BigInt(server.counters.requests) }),
        mem: document({
          bits: 64,
          resident: integer(Math.floor(rss / 2 ** 20)),
          heapUsed: integer(heapUsed),
          supported: true,
        }),
        metrics: document({ cursor: document({ open: document({ total: server.cursors.size }) }) }),
        storageEngine: document({ name: 'sqlite', persistent: !server.inMemory }),
      });
    },
  },
  {
    name: 'connectionStatus',
    fields: { showPrivileges: 'safeBool' },
    run: () => ok({ authInfo: document({ authenticatedUsers: [], authenticatedUserRoles: [] }) }),
  },
  { name: 'whatsmyuri', fields: {}, run: ({ connection }) => ok({ you: connection.localAddress }) },
  { name: 'getLog', fields: {}, run: () => ok({ totalLinesWritten: 0, log: [] }) },
  {
    name: 'getCmdLineOpts',
    fields: {},
    adminOnly: true,
    run: () => ok({ argv: ['document-server'], parsed: document({}) }),
  },
  {
    name: 'listCommands',
    fields: {},
    run: ({ server }) =>
      ok({
        commands: document(
          Object.fromEntries(
            server.commandNames().map((name) => [name, document({ help: '', requiresAuth: false })]),
          ),
        ),
      }),
  },
  {
    name: 'replSetGetStatus',
    fields: { initialSync: 'any' },
    adminOnly: true,
    run: ({ connection }) =>
      ok({
        set: 'embedded',
        date: new Date(),
        myState: 1,
        members: [
          document({
            _id: 0,
            name: connection.localAddress,
            health: new Double(1),
            state: 1,
            stateStr: 'PRIMARY',
            self: true,
          }),
        ],
      }),
  },
  {
    name: 'configureFailPoint',
    fields: { 'mode!': 'any', data: 'object' },
    adminOnly: true,
    run: (invocation) =>
      ok({
        count: invocation.server.failPoints.configure(
          invocation.string('configureFailPoint') ?? '',
          invocation.body.get('mode'),
          invocation.document('data'),
        ),
      }),
  },
];
