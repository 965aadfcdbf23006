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
  `# Degradation

What works while MongoDB, DynamoDB, the push endpoint (API Gateway's management API, which delivers events to sockets), the queue
for work after a response or S3, which holds attachments, is down: first in words, then for every route. Written by \`npm run generate\`;
test/integration/degradation.test.ts breaks the network between the real functions, drivers and servers, and compares each cell with
their behaviour.

## In every outage

- **Every request is answered within five seconds.** A function that would take longer answers 503 after 4.5 s. Without MongoDB a request
  takes up to 4.5 s, without DynamoDB about 3 s. Without the push endpoint each change takes 0.3 s longer (\`PUSH_TIMEOUT_MS\`), a log-out
  about 1 s, a log-out of all devices 2 s.
- **Requests that cannot be served get \`503 service_unavailable\`**, a problem document with \`Retry-After\`; over a socket an error frame
  with this code. Clients can repeat the request; with its \`ClientId\` a message is sent once.
- **Recovery is immediate**, with the next request after the dependency is back. Nothing needs a restart or a deployment. Limits and
  presence can take half a minute longer.
- **\`GET /health\` names the dependency**, with 503 for a database and 200 for the push endpoint. It probes with each request.

## What people notice

**Without MongoDB** people cannot log in, read or send. Written messages wait in the client's outbox and are sent exactly once, in order,
when MongoDB is back; loaded lists stay on screen. Open sockets stay open and their owners online, and sessions are renewed. Devices
cannot be logged out; their tokens can do nothing meanwhile. New sockets can be opened, without a presence event.

**Without DynamoDB** conversations work: lists, sending, editing, deleting, read marks, blocks, profiles. Nothing is pushed: clients with
an open socket see new messages within two minutes, at their next regular sync, others when they load a conversation. People cannot log
in, and sessions are not renewed: after at most 15 minutes clients that renew their token have no valid one and wait, without logging out. Sockets cannot be
opened, and frames are refused. Everyone appears offline. Limits on sending, reporting, registering and searching are not counted
([limits.md](limits.md#when-dynamodb-is-away)).

**Without the push endpoint** everything works with a delay: messages arrive within two minutes, typing and presence not at all. A device
that is logged out meanwhile gets no further events, and its socket is refused at its next ping.

**Without the queues** everything works. The deletion of an account uses one: the next sweep erases the account's texts and name within
ten minutes, instead of after ten seconds. Pushes to more than 50 people use the other: members of large groups see messages within two
minutes, at their client's next regular sync.

**Without S3** everything works but attachments: files can be neither uploaded nor shown, and a message with files is refused with
503 \`files_unavailable\`, which a client repeats like any other 503. Bytes of messages that are deleted meanwhile go with the next hourly sweep.

**Clients** repeat requests that got 503 after \`Retry-After\`, and reconnect with growing pauses. Without a socket the web app shows this,
and that written messages are kept; the outbox sends them without a socket too. A CLI command that could not send exits with code 75, and
the next command sends the message. [protocol.md](protocol.md#what-a-client-does) has the rules.

## Why some features need DynamoDB

- **Login** and refresh store the session there. A session without a record could not be ended.
- **Wrong passwords** are counted there. Logins fail closed, because otherwise an outage would allow unlimited guesses.
- **Devices and tickets** check the session there.
- **Frames** come from a connection, whose owner is stored there.
- **Other limits** fail open: they protect against floods, and refusing every request would do the flood's work.

## What operators see

| down | alarms | log |
|---|---|---|
| MongoDB | [http-5xx](operations.md#http-5xx); when it does not respond [http-p99](operations.md#http-p99) | \`request failed\`, \`frame failed\` with the driver's error; \`presence not told\` |
| DynamoDB | the same, [pushes-failed](operations.md#pushes-failed), [socket-errors](operations.md#socket-errors) for refused handshakes | the same; \`not limited\`, \`presence unknown\`, \`push failed\` |
| DynamoDB throttles | [dynamodb-throttles](operations.md#dynamodb-throttles), then the same | the same |
| queues | none, because the sweep and the clients' syncs continue; when a worker does not process its queue, [events-late](operations.md#events-late), [fan-out-late](operations.md#fan-out-late) or [notifications-late](operations.md#notifications-late) | \`event not queued\`, and \`EventsNotQueued\` |
| S3 | [http-5xx](operations.md#http-5xx) while messages with files are sent | \`request failed\` with \`FilesError\` |
| push endpoint | [pushes-failed](operations.md#pushes-failed) | \`push failed\`, and \`PushesFailed\` in the request's line |

Functions that wait for a dependency run for seconds instead of milliseconds and use up reserved concurrency:
[lambda-throttles](operations.md#lambda-throttles) can follow.

## Every route

*Refuses*: connections end, and new ones are reset. *Falls silent*: connections are accepted and stay open without any response, as
behind a firewall that lost its state. *Without a limit*: the use is not counted. *Without presence*: everyone appears offline. *Without a
push*: the change is made, but no event is pushed. *Without an event*: work after the response is done later.

${table(rows)}

The response of \`$disconnect\` has no recipient: a connection that could not be removed expires after eleven minutes.
`;
