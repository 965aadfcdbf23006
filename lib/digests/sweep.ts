/** Sends digests of unread messages to people who are away (docs/decisions/063-digests.md). */

import { DELAY_MS } from '../accounts/digest-delay.ts';
import {
  claimDigest,
  claimDigestMail,
  type DigestState,
  listDueDigests,
  planDigest,
  turnOffDigest,
  undoDigestMail,
} from '../accounts/digests.ts';
import { isQuiet } from '../accounts/quiet-hours.ts';
import { findLastRead } from '../conversations/circles.ts';
import { now } from '../platform/clock.ts';
import { config } from '../platform/config.ts';
import { describeError, log } from '../platform/log.ts';
import { type MailOutcome, needMail, sendMail } from '../platform/mail.ts';
import { findOnline } from '../realtime/presence.ts';
import { type Absence, dueAt, RUN_MS, stepOf, type Waiting } from './decision.ts';
import { digestText } from './text.ts';
import { unsubscribeToken } from './unsubscribing.ts';
import { findWaiting } from './waiting.ts';

needMail();

const AT_ONCE = 50;
/** Mails in a row that the server does not accept, after which it counts as away, or as wrongly configured, until the next run. */
const FAILURES_MAX = 3;
/** For each mail. Servers that inspect a mail take their time to accept it. */
const MAIL_MS = 20_000;

const later = (milliseconds: number): Date => new Date(now().getTime() + milliseconds);

/** @returns undefined while DynamoDB does not say whether the person is online */
async function absenceOf({ username, delay, seenAt, mailedAt }: DigestState): Promise<Absence | undefined> {
  const online = await findOnline([username]);
  if (!online) return undefined;
  const readAt = await findLastRead(username);
  const isLater = readAt !== undefined && readAt > seenAt;
  return { delay, mailedAt, isOnline: online.size > 0, seenAt: isLater ? readAt : seenAt };
}

function mailOf({ account, username, email, delay }: DigestState, waiting: readonly Waiting[]) {
  const origin = config.apiUrl;
  const token = unsubscribeToken(account, email);
  return {
    to: email,
    ...digestText({ username, delay, waiting, origin }),
    headers: {
      'List-Unsubscribe': `<${origin}/unsubscribe/${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  };
}

/** After `unknown` the claim stays: the mail may have arrived. @returns undefined when another run does it */
async function mail(state: DigestState, waiting: readonly Waiting[]): Promise<MailOutcome | undefined> {
  const at = now();
  if (!(await claimDigestMail(state, at, later(DELAY_MS[state.delay])))) return undefined;
  const outcome = await sendMail(mailOf(state, waiting), MAIL_MS);
  if (outcome === 'refused') await turnOffDigest(state.account, 'refused');
  if (outcome === 'later') await undoDigestMail(state, at, later(RUN_MS));
  return outcome;
}

/** @returns what became of the mail; undefined: there was none to send */
async function attend(state: DigestState): Promise<MailOutcome | undefined> {
  const { account, username, quietHours, isSuspended } = state;
  if (!state.isConfirmed) {
    await turnOffDigest(account, null);
    return undefined;
  }
  // Claimed for a while: when this run ends halfway, a later one goes on.
  if (!(await claimDigest(state, later(RUN_MS)))) return undefined;
  if (isSuspended || (quietHours && isQuiet(quietHours, now()))) return undefined;
  const absence = await absenceOf(state);
  if (!absence) return undefined;
  const step = stepOf(absence, now());
  if (step.kind === 'wait') {
    await planDigest(account, step.until);
    return undefined;
  }
  const waiting = await findWaiting(username, absence.seenAt);
  // What comes from now on is due after the whole time.
  const due = dueAt(absence, waiting) ?? later(DELAY_MS[absence.delay]);
  if (waiting.length > 0 && due <= now()) return mail(state, waiting);
  await planDigest(account, due);
  return undefined;
}

/** Run by a schedule. Those who are due next come first, so that the next run goes on where this one ends. @param until by performance.now() */
export async function sweepDigests(until: number): Promise<void> {
  if (!config.mail) return;
  let failures = 0;
  for (;;) {
    const due = await listDueDigests(now(), AT_ONCE);
    for (const state of due) {
      if (performance.now() > until || failures >= FAILURES_MAX) return;
      try {
        const outcome = await attend(state);
        if (outcome !== undefined) failures = outcome === 'sent' ? 0 : failures + 1;
      } catch (error) {
        // Continues with the others; this one is tried again in the next run.
        log.error('digest failed', { account: state.account, error: describeError(error) });
      }
    }
    if (due.length < AT_ONCE) return;
  }
}
