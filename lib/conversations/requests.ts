/** The first messages of a stranger are a request. Its receiver accepts it, also by writing an answer, or ignores it. */
import { findShownTo } from '../accounts/people.ts';
import { conversationRead, requestAnswered } from '../events/subscribers.ts';
import { ApiError } from '../http/errors.ts';
import { showToEachOther } from '../realtime/mutual-presence.ts';
import { toConversationResources } from './inbox.ts';
import { placeOf, type Target } from './place.ts';
import type { ConversationResource } from './resources.ts';
import { showReadSeq } from './store/memberships.ts';
import { acceptRequest, ignoreRequest } from './store/requests.ts';
import { findRow } from './store/rows.ts';
import { audienceOf, type Circle, mayInteract, showsReadMark } from './visibility.ts';

/** Shows both members the read marks that the request held back. */
async function showReadMarks(conversation: string, circle: Circle): Promise<void> {
  const settings = await findShownTo(circle.members);
  for (const by of circle.members) {
    if (!showsReadMark(settings.get(by)?.readMarksTo ?? 'contacts', circle)) continue;
    const seq = await showReadSeq(conversation, by);
    if (!seq) continue;
    const audience = audienceOf({ type: 'conversation.read', by, shown: true }, circle);
    await conversationRead({ conversation, by, seq, audience });
  }
}

/** Call after a request was accepted. @param by who accepted it @param circle of the conversation, after that */
export async function afterAcceptance(conversation: string, by: string, circle: Circle): Promise<void> {
  await requestAnswered({ conversation, by, request: null });
  // A member who blocks the other has accepted nothing that would show.
  if (!mayInteract(circle)) return;
  await showReadMarks(conversation, circle);
  await showToEachOther(circle, true);
}

/**
 * Idempotent. Ignoring hides the conversation from the inbox; the other member does not notice. A request that is accepted stays so.
 * @returns the changed conversation
 * @throws ApiError conversation_not_found, also when the user is not a member
 */
export async function answerRequest(
  username: string,
  target: Target,
  answer: 'accept' | 'ignore',
): Promise<ConversationResource> {
  const { id } = placeOf(username, target);
  const before = await findRow(id, username);
  // A conversation that is not in the member's inbox cannot be answered.
  const [listed] = before ? await toConversationResources([before], username) : [];
  if (!before || !listed) throw new ApiError('conversation_not_found');
  if (answer === 'accept') {
    const circle = await acceptRequest(id, username);
    if (circle) await afterAcceptance(id, username, circle);
  } else if (await ignoreRequest(id, username)) {
    await requestAnswered({ conversation: id, by: username, request: 'ignored' });
  }
  const after = await findRow(id, username);
  const [changed] = after ? await toConversationResources([after], username) : [];
  if (!changed) throw new ApiError('conversation_not_found');
  return changed;
}
