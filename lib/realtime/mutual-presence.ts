/** Presence of the two members of a direct conversation, when it begins or ends to be visible to them. */
import { findShownTo } from '../accounts/people.ts';
import { type Circle, showsPresence } from '../conversations/visibility.ts';
import { listPresent, publish } from './publish.ts';

/** For a decision on whether the two would see each other without the block that has just begun. */
const withoutBlocks = ({ blocks: _, ...circle }: Circle): Circle => circle;

/**
 * Shows each of the two as online to the other, or as offline because one blocks the other now. Only what a member's setting shows to
 * contacts; says nothing of members who are offline.
 */
export async function showToEachOther(circle: Circle, online: boolean): Promise<void> {
  const [one, other] = circle.members;
  if (one === undefined || other === undefined) return;
  const [here, settings] = await Promise.all([listPresent([one, other]), findShownTo([one, other])]);
  for (const [Username, witness] of [
    [one, other],
    [other, one],
  ] as const) {
    const shownTo = settings.get(Username)?.presenceTo ?? 'contacts';
    if (!here.has(Username) || !showsPresence(shownTo, online ? circle : withoutBlocks(circle))) continue;
    await publish(
      { usernames: [witness], together: online },
      { type: 'presence', data: { Username, Online: online, LastSeen: null } },
    );
  }
}
