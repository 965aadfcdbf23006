/** docs/degradation.md. */
import { type DegradationRow, OUTAGES, type OutageName } from './rows.ts';

const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;

const shown = (cell: string): string => (cell.startsWith('works') ? cell : `**${cell}**`);

function table(rows: DegradationRow[]): string {
  const names = Object.keys(OUTAGES) as OutageName[];
  return [
    line(['', ...names]),
    `|${'---|'.repeat(names.length + 1)}`,
    ...rows.map(({ title, expected }) =>
      line([title, ...names.map((name) => shown(expected[OUTAGES[name]]))]),
    ),
  ].join('\n');
}

/** @returns the whole document, with a line break at its end */
export const toDocument = (rows: DegradationRow[]): string =>
  `# When something is away

The functions depend on MongoDB, on DynamoDB, on API Gateway's management API, over which events are pushed to sockets, and on the queue of
what is done after the answer. What still works without one of them: first in words, then for every route. Written by \`npm run generate\`; test/integration/degradation.test.ts
breaks the network between the real functions, drivers and servers, and holds each cell against what it sees.

## For all of them

- **Nobody waits for five seconds.** A function that would take longer is answered 503 after 4.5 s. Without MongoDB it is up to 4.5 s,
  without DynamoDB about 3 s. A push endpoint that is away costs what changes something 0.3 s (\`PUSH_TIMEOUT_MS\`), a log-out about 1 s, of all devices 2 s.
- **What cannot be done is answered \`503 service_unavailable\`**, a problem document with \`Retry-After\`; over a socket an error frame of
  that code. The same request can be sent
  again; with its \`ClientId\` a message is sent once.
- **It is over with the next request** once the dependency is back, in environments that were warm before, and in those that were started
  meanwhile. Nothing needs a restart or a deployment. Limits and presence can be missing for half a minute longer.
- **\`GET /health\` names it**, with 503 for a database and 200 for the push endpoint, without which everything works. It asks anew each time.

## What people notice

**Without MongoDB** nobody logs in, reads or sends anything. What is written waits in the client's outbox and is sent once when it is
back, in order; lists that were loaded stay. Whoever is connected stays connected and is shown so; sessions are renewed, and devices can
be logged out. A socket can be opened, and nobody is told of it.

**Without DynamoDB** conversations go on: lists, sending, editing, deleting, reading marks, blocks, profiles. Nothing is pushed: whose
socket is open sees what is new within two minutes, when the client looks by itself, others when they load a conversation. Nobody logs
in, and a session is not renewed, so that after at most 15 minutes clients have no valid token left and wait, without logging out.
Sockets are not opened, and frames are refused. Everybody seems offline. Limits on sending, reporting, registering and searching are not
counted ([limits.md](limits.md#when-dynamodb-is-away)).

**Without the push endpoint** everything works, and arrives late: messages within two minutes, typing and presence not at all. A device
that is logged out meanwhile gets nothing any more, and its socket is refused at its next ping.

**Without the queue** everything works. Only deleting an account queues anything: its texts and its name are erased by the next sweep, within ten
minutes, instead of after ten seconds.

**Clients** repeat what was answered 503 after \`Retry-After\`, and go on connecting with growing pauses. While there is no socket the web
app says so, and that what is written is kept: the outbox sends by itself, socket or not. In the terminal a command that could not send
ends with code 75, and the message goes with the next one. [protocol.md](protocol.md#what-a-client-does) has the rules.

## Why some things need DynamoDB

- **Logging in** and renewing a session write the session there. One without would be a token that nobody can end.
- **Wrong passwords** are counted there, and that fails closed: an outage would be the time to guess.
- **\`/me\`, devices, tickets** ask whether the session still lives: a stolen device must not outlive its log-out because of an outage.
- **Frames** come from a connection, and whose it is stands there.
- **Other limits** fail open. They keep floods away; refusing everybody would be the flood's work done.

## What operators see

| away | alarms | in the log |
|---|---|---|
| MongoDB | [http-5xx](operations.md#http-5xx); when it is silent [http-p99](operations.md#http-p99) | \`request failed\`, \`frame failed\` with the driver's error; \`presence not told\` |
| DynamoDB | the same, [pushes-failed](operations.md#pushes-failed), [socket-errors](operations.md#socket-errors) for refused handshakes | the same; \`not limited\`, \`presence unknown\`, \`push failed\` |
| DynamoDB throttles | [dynamodb-throttles](operations.md#dynamodb-throttles), then the same | the same |
| queue | none: the sweep makes up for it; when the worker does not take events, [events-late](operations.md#events-late) | \`event not queued\`, and \`EventsNotQueued\` |
| push endpoint | [pushes-failed](operations.md#pushes-failed) | \`push failed\`, and \`PushesFailed\` in the line of the request |

Without answers functions run for seconds instead of milliseconds: [lambda-throttles](operations.md#lambda-throttles)
can follow, as reserved concurrency is used up.

## Every route

*Refuses*: connections end, and new ones are reset. *Falls silent*: connections are accepted and stay open, and nothing is answered any
more, as behind a firewall that lost its state. *Without a limit*: it is not counted. *Without presence*: everybody is offline. *Without a
push*: it is done, and nobody is told of it. *Without an event*: what follows after the answer comes later.

${table(rows)}

\`$disconnect\` is answered to nobody: a connection that could not be forgotten expires by itself after eleven minutes.
`;
