/** What each member must hold in the end, read from the database without the code that the product reads with. */
import { collection } from '#lib/platform/mongo.ts';
import { type Ledger, readState } from './ledger.ts';

interface StoredMessage {
  _id: { toHexString(): string };
  conversation: string;
  from: string;
  seq: number;
  version: number;
  text: string;
  clientId?: string;
  deletedAt: Date | null;
  system?: { type: string; users?: string[] };
}

interface StoredMembership {
  _id: string;
  username: string;
  conversation: string;
  readSeq: number;
  joinedSeq: number;
}

export interface Expected {
  /** ids of the messages in their order, by username of a member */
  shown: Map<string, string[]>;
  unread: Map<string, number>;
  /** role by username */
  roles: Map<string, string>;
  /** what is wrong with the database itself */
  faults: string[];
}

/** @param sent client ids of the sends that were acknowledged */
export async function readExpected(
  group: string,
  sent: readonly string[],
  ledger: Ledger,
): Promise<Expected> {
  const state = await readState(group);
  const stored = await collection<StoredMessage>('messages')
    .find({ conversation: group })
    .sort({ seq: 1 })
    .toArray();
  const memberships = await collection<StoredMembership>('memberships')
    .find({ conversation: group })
    .toArray();
  const expected: Expected = { shown: new Map(), unread: new Map(), roles: new Map(), faults: [] };
  for (const username of state.members) {
    const { readSeq = 0, joinedSeq = 0 } = memberships.find((each) => each.username === username) ?? {};
    const joined = ledger.joinedAfter(username);
    if (joined.isExact ? joinedSeq !== joined.seq : joinedSeq < joined.seq)
      expected.faults.push(`${username} joined after ${joinedSeq} instead of ${joined.seq}`);
    const shown = stored.filter(({ seq }) => state.history === 'start' || seq > joinedSeq);
    const isUnread = ({ from, seq, deletedAt, system }: StoredMessage) =>
      from !== username && seq > readSeq && !deletedAt && !system;
    expected.shown.set(
      username,
      shown.map(({ _id }) => _id.toHexString()),
    );
    expected.unread.set(username, shown.filter(isUnread).length);
    const { owners, admins } = state;
    const role = owners.includes(username) ? 'owner' : admins.includes(username) ? 'admin' : 'member';
    expected.roles.set(username, role);
  }
  const times = new Map<string, number>();
  for (const { clientId } of stored) if (clientId) times.set(clientId, (times.get(clientId) ?? 0) + 1);
  for (const id of sent) {
    if (times.get(id) !== 1)
      expected.faults.push(`"${id}" was acknowledged, and is there ${times.get(id) ?? 0} times`);
  }
  const seqs = stored.map(({ seq }) => seq);
  if (new Set(seqs).size !== seqs.length) expected.faults.push(`messages share a seq: ${seqs}`);
  if (new Set(state.members).size !== state.members.length) expected.faults.push('a member is listed twice');
  if (state.members.length > 0 && state.owners.length === 0) expected.faults.push('nobody owns the group');
  return expected;
}
