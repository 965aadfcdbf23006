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

/** Routes that answer everything alike share a column. */
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

Who may do what: every route with every kind of token, as declared beside its handler. Written by \`npm run generate\`;
test/integration/authorization.test.ts holds each cell against what the handler answers.

## A token of whom

The token is sound and was issued before what its column says. An empty cell: the request names nothing that belongs to anybody else.

${byStandingTable(withToken)}

A stranger's \`GET /messages\` is answered with their own conversation: nothing of the one it was tried on.

## What an access token may do after its end

An access token is a signed statement and is not looked up; it is valid for 15 minutes. What must not be done with one whose session
ended meanwhile asks for the session. The rest goes on until the token expires:

${after.map((standing) => `- **${standing}**: ${stillDone(seen, standing)}`).join('\n')}

Why it is left: reading a conversation or the inbox is one round trip to MongoDB and none to DynamoDB. To look up the session or the
account as well would make every list of everybody dearer, for the last minutes of a token that somebody kept.
\`ACCESS_TOKEN_SECONDS\` shortens them. What is looked at anyway is heeded: the conversation knows whose account is suspended (sends, edits)
or deleted (read marks, too), and a block looks for its own account.

- **After a deletion** the token shows what others wrote to it, if it names them, profiles, an empty inbox and an empty list of blocks. It
  changes nothing. One's own messages become tombstones about ten seconds after the request.
- **During a suspension** it may take back what was sent, report and block. [moderation.md](moderation.md#what-operators-can-do) says why.

## Tokens that nobody issued

Everything about them is right but for what the line says. None of these requests changed anything.

${byForgeryTable(withToken)}

## Routes without a token

They look at no \`Authorization\`: whatever is sent there changes nothing. What stands in their bodies is checked all the same.

${table(
  ['route', ...STANDINGS],
  open.map((declared) => [
    declared.title,
    ...STANDINGS.map((standing) => cell(declared.byStanding[standing])),
  ]),
)}

## Sockets

A socket is opened with a ticket instead of a token, and refused frames when its session has ended:
[protocol.md](protocol.md#websocket), test/integration/realtime/connect.test.ts.
`;
}
