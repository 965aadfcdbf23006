/** Compares in the end: each client with a new one and with the database, and the members with each other. */
import { isDeepStrictEqual } from 'node:util';
import { type Expected, readExpected } from './expected.ts';
import type { Ledger } from './ledger.ts';
import { MemberClient } from './member-client.ts';

export interface Agreement {
  /** what a client holds that the server does not show, or the other way round */
  differences: string[];
  /** what reached a person who must not get it */
  leaked: readonly string[];
  /** changes that were acknowledged and are missing */
  lost: string[];
}

const show = (value: object): string => JSON.stringify(value, null, 1);

async function newClientLike({ person }: MemberClient, group: string): Promise<MemberClient> {
  const client = new MemberClient('new', person, group);
  await client.sync();
  await client.scrollUp();
  return client;
}

/** What everybody sees of a message alike: a quote can be from before the joining of one of them. */
const shared = ({ messages }: MemberClient): Map<string, object> =>
  new Map([...messages].map(([id, message]) => [id, { ...message, Quoted: null }]));

async function differencesOf(client: MemberClient, group: string, expected: Expected): Promise<string[]> {
  const { name, person, state, row } = client;
  const { username } = person;
  const fresh = await newClientLike(client, group);
  if (!isDeepStrictEqual(state, fresh.state)) {
    return [`${name} differs from a new client:\n${show({ [name]: state, new: fresh.state })}`];
  }
  const role = expected.roles.get(username);
  const members = await client.members();
  if (role === undefined) {
    const holds = state.messages.length > 0 || row !== undefined || members !== undefined;
    return holds ? [`${name} is not in the group, and has ${show({ ...state, members })}`] : [];
  }
  const ids = state.messages.map(({ Id }) => Id);
  const roles = Object.fromEntries((members ?? []).map((member) => [member.username, member.role]));
  const has = { ids, unread: row?.Unread, role: row?.Group?.Role, count: row?.Group?.Members, roles };
  const wants = {
    ids: expected.shown.get(username),
    unread: expected.unread.get(username),
    role,
    count: expected.roles.size,
    roles: Object.fromEntries(expected.roles),
  };
  const last = row?.LastMessage;
  const isLast = isDeepStrictEqual(last && { ...last, Quoted: null }, newest(client));
  return [
    ...(isDeepStrictEqual(has, wants) ? [] : [`${name} has ${show(has)}\ninstead of ${show(wants)}`]),
    ...(isLast ? [] : [`${name}’s preview is ${JSON.stringify(last)}`]),
  ];
}

const newest = ({ state }: MemberClient): object | undefined => {
  const last = state.messages.at(-1);
  return last && { ...last, Quoted: null };
};

function disagreements(clients: MemberClient[]): string[] {
  const seen = new Map<string, object>();
  return clients.flatMap((client) =>
    [...shared(client)].flatMap(([id, message]) => {
      const other = seen.get(id) ?? message;
      seen.set(id, other);
      return isDeepStrictEqual(other, message)
        ? []
        : [`${client.name} has ${show(message)}, another ${show(other)}`];
    }),
  );
}

/** @param sent client ids of the sends that were acknowledged */
export async function compare(
  group: string,
  clients: MemberClient[],
  sent: readonly string[],
  ledger: Ledger,
): Promise<Omit<Agreement, 'lost'>> {
  const expected = await readExpected(group, sent, ledger);
  const differences = [...expected.faults, ...disagreements(clients)];
  for (const client of clients) differences.push(...(await differencesOf(client, group, expected)));
  return { differences, leaked: ledger.faults };
}
