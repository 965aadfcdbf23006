/** Files of messages in tests: sending them, and what is left of them. */
import { setClock } from '#lib/platform/clock.ts';
import { readStart } from '#lib/platform/files.ts';
import { collection } from '#lib/platform/mongo.ts';
import { handler as sweepHandler } from '../../../functions/attachments/sweep.ts';
import { handler as deleteAccountHandler } from '../../../functions/me/delete.ts';
import { recordingAs } from '../deploy/recorded-calls.ts';
import { buildContext, call } from '../http/gateway.ts';
import { show } from './files.ts';
import type { Person } from './people.ts';
import { PASSWORD } from './registration.ts';
import { send } from './two-people.ts';

/** What tests look at in the rows of attachments. */
export interface FileRow {
  _id: string;
  owner?: string;
  size: number;
  message?: string;
  claim?: { conversation: string; by: string };
  expiresAt?: Date;
  discardedAt?: Date;
}

export const fileRows = collection<FileRow>('attachments');
export const rowOf = (id: string) => fileRows.findOne({ _id: id });

export const hasBytes = async (id: string): Promise<boolean> =>
  (await readStart(`attachments/${id}`, AbortSignal.timeout(5_000))) !== null;

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** What the schedule calls. @param later so many milliseconds from now */
export async function sweep(later = 0): Promise<void> {
  setClock(() => Date.now() + later);
  try {
    await recordingAs(sweepHandler, () => sweepHandler({}, buildContext()));
  } finally {
    setClock();
  }
}

/** "201", or "409 attachment_refused" */
export const codeOf = async (
  answer: Promise<{ status: number; body: { code?: string } }>,
): Promise<string> => {
  const { status, body } = await answer;
  return `${status} ${body.code ?? ''}`.trim();
};

/** @returns what a person gets for the address of a file */
export const accessOf = (by: Person, id: string): Promise<string> => codeOf(show(by, id));

/** @returns id of the message */
export async function sendFile(from: Person, to: Person, id: string, more: object = {}): Promise<string> {
  const { status, body } = await send(from, to, '', { Attachments: [id], ...more });
  if (status !== 201) throw new Error(`POST /messages: ${status} ${body.code}`);
  return body.Id;
}

export const deleteAccount = ({ token }: Person) =>
  call(deleteAccountHandler, { method: 'DELETE', path: '/me', token, body: { password: PASSWORD } });
