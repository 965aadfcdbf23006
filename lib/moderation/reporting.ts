/** Reporting a message to the operators, who read reports with `npm run admin`. */

import { foldUsername } from '../accounts/username.ts';
import { findReader } from '../conversations/circles.ts';
import { maySee } from '../conversations/visibility.ts';
import { ApiError } from '../http/errors.ts';
import { findMessage } from '../messages/reading.ts';
import { now } from '../platform/clock.ts';
import type { ReportResource } from './resources.ts';
import { insertReport, type Report } from './store/reports.ts';

export const toReportResource = ({ id, message, reason, detail, reportedAt }: Report): ReportResource => ({
  Id: id,
  MessageId: message,
  Reason: reason,
  Detail: detail,
  ReportedAt: reportedAt.toISOString(),
});

/**
 * Stores a copy of the message as the reporter sees it. Idempotent.
 * @returns the first report
 * @throws ApiError message_not_found, also for messages the reporter cannot see; own_message, message_deleted, system_message
 */
export async function reportMessage(
  reporter: string,
  id: string,
  { reason, detail }: Pick<Report, 'reason' | 'detail'>,
): Promise<ReportResource> {
  const message = await findMessage(id, reporter);
  const reader = message && (await findReader(message.conversation, reporter));
  if (!message || !maySee(reporter, message, reader)) throw new ApiError('message_not_found');
  if (message.system) throw new ApiError('system_message');
  const { from, conversation, sentAt, attachments } = message;
  if (foldUsername(from) === foldUsername(reporter)) throw new ApiError('own_message');
  if (message.deletedAt) throw new ApiError('message_deleted');
  const { text } = message.shown ?? message;
  const files = attachments?.map(({ name }) => name);
  const about = { message: id, conversation, from, sentAt, text, ...(files ? { files } : {}) };
  return toReportResource(await insertReport({ reporter, reason, detail, reportedAt: now(), ...about }));
}
