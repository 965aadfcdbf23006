/** The attachments of messages, see lib/attachments/claiming.ts. Messages without any cost nothing. */
import type { Attachment } from '../attachments/attachment.ts';
import { type Claim, claimFiles, keepFiles, lookAtFiles, releaseFiles } from '../attachments/claiming.ts';
import { deleteAtOnce, discardFiles } from '../attachments/discarding.ts';
import { settleScans } from '../attachments/scanning.ts';
import { placeOf, type Target } from '../conversations/place.ts';
import { ApiError, type ProblemCode } from '../http/errors.ts';
import { waitForAll } from '../platform/wait-for-all.ts';
import type { Fixed } from './content.ts';
import type { Message } from './message.ts';
import { findSent } from './store/messages.ts';

/** Where a message goes, which a ClientId makes repeatable. */
interface SendTo {
  to: Target;
  clientId: string | undefined;
}

/** Problems that a repetition has when its message was changed since. */
const REPEATABLE: ProblemCode[] = ['attachment_not_found', 'attachment_in_use'];

/** Of what was sent before with this clientId. The files of a deleted message are known by their ids only. */
async function findRepeated(
  sender: string,
  ids: readonly string[],
  { to, clientId }: SendTo,
): Promise<Attachment[] | undefined> {
  if (clientId === undefined) return undefined;
  const sent = await findSent(placeOf(sender, to).id, sender, clientId);
  if (!sent) return undefined;
  const known = new Map(sent.message.attachments?.map((each) => [each.id, each]));
  return ids.map((id) => known.get(id) ?? { id, name: '', type: '', size: 0 });
}

/**
 * @param ids of the sender's files @param admission a rejection of it precedes any other
 * @throws ApiError attachment_not_found, attachment_not_uploaded, attachment_in_use, attachment_refused, files_unavailable
 */
export async function findAttachments(
  sender: string,
  ids: readonly string[],
  send: SendTo,
  admission: Promise<unknown>,
): Promise<Pick<Fixed, 'attachments'>> {
  if (ids.length === 0) return {};
  const { to, clientId } = send;
  const claim = clientId === undefined ? undefined : { conversation: placeOf(sender, to).id, by: clientId };
  const looking = lookAtFiles(sender, ids, claim);
  try {
    await waitForAll<unknown>([admission, looking]);
    return { attachments: await looking };
  } catch (error) {
    await admission;
    const repeatable = error instanceof ApiError && REPEATABLE.includes(error.code);
    const attachments = repeatable ? await findRepeated(sender, ids, send) : undefined;
    if (attachments) return { attachments };
    throw error;
  }
}

const idsOf = ({ attachments = [] }: Message): string[] => attachments.map(({ id }) => id);

const claimOf = ({ id, conversation, clientId }: Message): Claim => ({ conversation, by: clientId ?? id });

/** @returns why the message cannot have its attachments */
export async function claimFor(message: Message): Promise<ProblemCode | undefined> {
  if (!message.attachments) return undefined;
  const isClaimed = await claimFiles(message.from, idsOf(message), claimOf(message));
  return isClaimed ? undefined : 'attachment_in_use';
}

/** For a message that was not stored. */
export async function releaseFor(message: Message): Promise<void> {
  if (message.attachments) await releaseFiles(message.from, idsOf(message), claimOf(message));
}

/** For a stored message. */
export async function keepFor(message: Message): Promise<void> {
  if (message.attachments) await keepFiles(message.from, idsOf(message), claimOf(message), message.id);
}

/** Of a sent message: results of virus scans that came meanwhile. Nothing is asked where nothing is scanned. */
export async function settleFor({ id, from, attachments = [] }: Message): Promise<void> {
  const scanned = attachments.filter(({ scan }) => scan !== undefined);
  if (scanned.length > 0) await settleScans(from, id, scanned);
}

/** Before the message is erased. @returns ids for deleteDiscarded */
export async function discardFor(message: Message): Promise<string[]> {
  const ids = idsOf(message);
  if (ids.length > 0) await discardFiles(ids, message.id);
  return ids;
}

export const deleteDiscarded = deleteAtOnce;
