/** What a driver asks before it sends its first command, and what keeps its sessions. */
import { type Document, Double, document, isDocument } from '../bson/values.ts';
import { SESSION_TIMEOUT_MINUTES } from '../sessions.ts';
import { type Command, ok } from './command.ts';
import type { Invocation } from './invocation.ts';

/** 8.0: the version whose commands this server follows. */
export const SERVER_VERSION = '8.0.0';
const MAX_WIRE_VERSION = 25;
const SET_NAME = 'embedded';

function hello(invocation: Invocation): Document {
  const { connection } = invocation;
  const host = connection.localAddress;
  const application = invocation.document('client')?.get('application');
  const appName = isDocument(application) ? application.get('name') : undefined;
  if (typeof appName === 'string') connection.appName = appName;
  return document({
    isWritablePrimary: true,
    ...(invocation.name === 'hello' ? {} : { ismaster: true }),
    helloOk: true,
    // A replica set of one: only its members have sessions and retryable writes. The address is the one that the
    // client used, so that it finds the member it was sent to.
    setName: SET_NAME,
    setVersion: 1,
    hosts: [host],
    me: host,
    primary: host,
    secondary: false,
    electionId: undefined,
    topologyVersion: undefined,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: SESSION_TIMEOUT_MINUTES,
    connectionId: connection.id,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
    lastWrite: document({ lastWriteDate: new Date(), majorityWriteDate: new Date() }),
    ok: new Double(1),
  });
}

export const handshakeCommands: Command[] = [
  {
    name: 'hello',
    aliases: ['isMaster', 'ismaster'],
    fields: {},
    lenient: true,
    run: hello,
  },
  { name: 'ping', fields: {}, run: () => ok() },
  {
    name: 'endSessions',
    fields: {},
    run(invocation) {
      for (const id of invocation.sessionIds()) {
        invocation.server.sessions.forget(id);
        invocation.server.cursors.killSession(id);
      }
      return ok();
    },
  },
  {
    name: 'killSessions',
    aliases: ['killAllSessions', 'killAllSessionsByPattern', 'refreshSessions'],
    fields: {},
    run(invocation) {
      if (invocation.name === 'killSessions') {
        for (const id of invocation.sessionIds()) invocation.server.cursors.killSession(id);
      }
      return ok();
    },
  },
  {
    name: 'startSession',
    fields: {},
    run: (invocation) => ok({ id: invocation.newSession(), timeoutMinutes: SESSION_TIMEOUT_MINUTES }),
  },
  { name: 'logout', fields: {}, run: () => ok() },
];
