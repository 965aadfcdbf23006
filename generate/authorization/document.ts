/** docs/authorization.md. */
import { type AuthorizationRow, FORGERIES, STANDINGS } from './rows.ts';

const after = STANDINGS.filter((standing) => standing !== 'their own');

const isDone = (outcome: string): boolean => /^2\d\d$/.test(outcome);

const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: string[][]): string =>
  [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)].join('\n');

const cell = (outcome = ''): string => (isDone(outcome) || outcome === '' ? outcome : `**${outcome}**`);

const byStandingTable = (seen: AuthorizationRow[]): string =>
  table(
    ['route', ...STANDINGS, 'the other member’s', 'a stranger’s'],
    seen.map((declared) => [
      declared.title,
      ...STANDINGS.map((standing) => cell(declared.byStanding[standing])),
      cell(declared.others?.peer),
      cell(declared.others?.stranger),
    ]),
  );

/** Routes with the same outcomes share a column. */
function byForgeryTable(seen: AuthorizationRow[]): string {
  const groups = [...Map.groupBy(seen, ({ byForgery }) => JSON.stringify(byForgery)).values()];
  const heads = groups.map((group) =>
    groups.length === 1 ? 'every route of the first table' : group.map(({ title }) => title).join(' · '),
  );
  return table(
    ['token', ...heads],
    FORGERIES.map((forgery) => [forgery, ...groups.map(([first]) => cell(first?.byForgery[forgery]))]),
  );
}

const stillDone = (seen: AuthorizationRow[], standing: (typeof STANDINGS)[number]): string => {
  const open = seen.filter(({ needsToken, byStanding }) => needsToken && isDone(byStanding[standing]));
  return open.length === 0 ? 'nothing' : open.map(({ title }) => title).join(' · ');
};

/** @returns the whole document, with a line break at its end */
export function toDocument(seen: AuthorizationRow[]): string {
  const withToken = seen.filter(({ needsToken }) => needsToken);
  const open = seen.filter(({ needsToken }) => !needsToken);
  return `# Authorization

Every route with every kind of token, as declared beside its handler. Written by \`npm run generate\`;
test/integration/authorization.test.ts compares each cell with the handler's response.

## Tokens by state of the account

The token is valid and was issued before the event in its column. An empty cell: the request addresses no object of another user.

${byStandingTable(withToken)}

A stranger's \`GET /messages\` returns their own conversation with that user, and nothing of the sender's.

## What an access token may do after its end

An access token is verified by its signature and is valid for 15 minutes (three hours for clients that do not renew theirs). Each
request with one also reads whether its session has ended or its account is gone
([decision 037](decisions/037-sessions-end-at-once.md)), and is refused from then on, for reading too. Only these requests are answered
as before:

${after.map((standing) => `- **${standing}**: ${stillDone(seen, standing)}`).join('\n')}

This is the log-out of the session itself: repeating it is no error.

## Forged tokens

Each token is valid except for the fault in its line. None of these requests changed anything.

${byForgeryTable(withToken)}

## Routes without a token

They ignore \`Authorization\`. Tokens in their bodies are still checked.

${table(
  ['route', ...STANDINGS],
  open.map((declared) => [
    declared.title,
    ...STANDINGS.map((standing) => cell(declared.byStanding[standing])),
  ]),
)}

## Sockets

A client opens a socket with a ticket instead of a token. After the session has ended, frames are refused:
[protocol.md](protocol.md#websocket), test/integration/realtime/connect.test.ts.
`;
}
