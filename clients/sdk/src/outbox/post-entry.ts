import { addressed } from '../address.ts';
import type { Messages } from '../api.ts';
import type { Attachments } from '../attachments.ts';
import type { Message, OutboxEntry } from '../types.ts';

/** Sends a message of the outbox, and before it the files that are not uploaded yet. @param owner username of its author */
export async function postEntry(
  { messages, attachments }: { messages: Messages; attachments: Attachments },
  owner: string,
  { user: to, text, replyTo, files, clientId: ClientId }: OutboxEntry,
): Promise<Message> {
  const input = { ...addressed(to), Message: text, ...(replyTo && { ReplyTo: replyTo }), ClientId };
  if (!files) return messages.sendAs(owner, input, false);
  const engine = await attachments.engine();
  return engine.sendWith(owner, files, (Attachments) =>
    messages.sendAs(owner, { ...input, Attachments }, false),
  );
}
