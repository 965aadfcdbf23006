/** Members of groups, for mentioning them. Kept for a minute. */
import type { Member } from '#sdk';
import { chat } from '../app/client.ts';

const FRESH_MS = 60_000;

const known = new Map<string, { at: number; members: Promise<Member[]> }>();

async function load(id: string): Promise<Member[]> {
  const members: Member[] = [];
  for await (const member of chat.groups.members(id, { limit: 100 })) members.push(member);
  return members;
}

/** @throws CoreChatError */
export function membersOf(id: string): Promise<readonly Member[]> {
  const before = known.get(id);
  if (before && Date.now() - before.at < FRESH_MS) return before.members;
  const members = load(id);
  known.set(id, { at: Date.now(), members });
  members.catch(() => known.delete(id));
  return members;
}
