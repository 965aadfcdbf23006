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

An access token is verified by its signature, without a lookup, and is valid for 15 minutes. Endpoints that must refuse a token after
its session has ended check the session. The others accept it until it expires:

${after.map((standing) => `- **${standing}**: ${stillDone(seen, standing)}`).join('\n')}

The reason is cost: reading a conversation or the inbox takes one round trip to MongoDB and none to DynamoDB. Checking the session or
the account would slow down every read, for the last minutes of a token. \`ACCESS_TOKEN_SECONDS\` shortens its lifetime. Checks that
cost nothing extra are made: the conversation stores which members are suspended (sends, edits) or deleted (read marks too), and
blocking reads the account.

- **After a deletion** the token can read profiles, an empty inbox, an empty list of blocks and, by the peer's name, messages of others to
  the account. It cannot change anything. The account's own messages become tombstones about ten seconds after the request.
- **During a suspension** it can delete messages, report and block. [moderation.md](moderation.md#what-operators-can-do) gives the reasons.

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
