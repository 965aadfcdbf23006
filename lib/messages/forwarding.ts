/** Sending a message on, with copies of its files. */
import { discardIfRefused } from '../attachments/copying.ts';
import { type ForwardTo, findForwarded } from './forwards.ts';
import type { Message } from './message.ts';
import { sendMessage } from './messaging.ts';

/**
 * @param id of the source @param admission nothing is copied or sent when it rejects
 * @throws ApiError as sendMessage; message_not_found, message_deleted, system_message; quota_exceeded, storage_full, files_unavailable
 */
export async function forwardMessage(
  sender: string,
  id: string,
  forward: ForwardTo,
  admission: Promise<unknown>,
): Promise<Message> {
  const content = await findForwarded(sender, id, forward, admission);
  try {
    return await sendMessage(sender, { ...forward, ...content }, admission);
  } catch (error) {
    const copies = content.attachments?.map((file) => file.id) ?? [];
    if (copies.length > 0) await discardIfRefused(sender, copies, error);
    throw error;
  }
}
