/** A group of a given size, whose first members have an open socket each, in the product's collections and tables. */
import { newConversationId } from '../../lib/conversations/conversation.ts';

export interface BenchGroup {
  id: string;
  /** connection ids of the open sockets */
  sockets: string[];
}

/** Call with the stack's environment in place. @param owner an account; the other members have none */
export async function prepareGroup(owner: string, size: number, connected: number): Promise<BenchGroup> {
  const { insertGroup, newSystemMessage } = await import('../../lib/conversations/groups.ts');
  const id = newConversationId();
  const others = Array.from({ length: size - 1 }, (_, index) => `${owner}-${size}-${index}`);
  await insertGroup(
    {
      id,
      madeFrom: '',
      name: 'Bench',
      topic: '',
      avatar: null,
      history: 'join',
      post: 'all',
      add: 'admins',
      listed: false,
      members: [owner, ...others],
      owners: [owner],
      admins: [],
    },
    newSystemMessage(owner, { type: 'created', name: 'Bench' }),
  );
  return { id, sockets: await connect(others.slice(0, connected)) };
}

/** Opens a socket for each of these people. */
export async function connect(usernames: string[]): Promise<string[]> {
  const { insertConnection } = await import('../../lib/realtime/store/connections.ts');
  const expiresAt = new Date(Date.now() + 3_600_000);
  const sockets: string[] = [];
  for (const username of usernames) {
    const id = `live-${username}`;
    await insertConnection({ id, username, session: 'bench' }, expiresAt);
    sockets.push(id);
  }
  return sockets;
}
