/** The actions of operators (`npm run admin`). Each is recorded before it is done, so no action lacks a record. */

import { makeInvite, type NewInvite } from '../accounts/invites.ts';
import { findUsername, setRecoveryLink, setSuspended } from '../accounts/people.ts';
import { hashRecoveryCode, newRecoveryCode } from '../accounts/recovery-code.ts';
import type { Activity } from '../activity/activity.ts';
import { activitiesOf } from '../activity/reading.ts';
import { recordActivity } from '../activity/record.ts';
import { ApiError } from '../http/errors.ts';
import { now } from '../platform/clock.ts';
import { endSessions } from '../sessions/sessions.ts';
import { type AuditRecord, insertAuditRecord } from './store/audit.ts';
import { findReport, listReports, type Report } from './store/reports.ts';

const recordOf =
  (by: string) =>
  (action: AuditRecord['action'], target: string | null, reason: string | null): Promise<void> =>
    insertAuditRecord({ at: now(), by, action, target, reason });

/** Newest first. @param operator for the record */
export async function readReports(operator: string, limit: number): Promise<Report[]> {
  await recordOf(operator)('list reports', null, null);
  return listReports(limit);
}

/** @returns null when there is no such report */
export async function readReport(operator: string, id: string): Promise<Report | null> {
  await recordOf(operator)('read report', id, null);
  return findReport(id);
}

async function requireUser(username: string): Promise<string> {
  const found = await findUsername(username);
  if (found === null) throw new ApiError('user_not_found');
  return found;
}

/**
 * Suspends an account: it cannot log in or send, its sessions end and its sockets are closed. Its messages stay, and others can
 * write to it. Can be repeated.
 * @returns the username as spelled at registration @throws ApiError user_not_found
 */
export async function suspend(operator: string, username: string, reason: string): Promise<string> {
  const user = await requireUser(username);
  await recordOf(operator)('suspend', user, reason);
  await setSuspended(user, now());
  await endSessions(user);
  await recordActivity(user, 'suspension', null);
  return user;
}

/** @returns the username as spelled at registration @throws ApiError user_not_found */
export async function restore(operator: string, username: string, reason: string | null): Promise<string> {
  const user = await requireUser(username);
  await recordOf(operator)('restore', user, reason);
  await setSuspended(user, null);
  await recordActivity(user, 'restoration', null);
  return user;
}

/** Makes an invitation to register. @param uses how many accounts it makes @param seconds for how long */
export async function invite(operator: string, uses: number, seconds: number): Promise<NewInvite> {
  await recordOf(operator)('invite', null, `${uses} uses, ${seconds / 3_600} h`);
  return makeInvite(uses, seconds);
}

/** What happened to an account, newest first. @param username also of a deleted account; of nobody's there is nothing */
export async function readActivity(operator: string, username: string, limit: number): Promise<Activity[]> {
  await recordOf(operator)('read activity', username, null);
  return activitiesOf(username, limit);
}

/**
 * Makes a link with which the account's owner sets a new password once. It replaces an earlier one. The operator has to know that the
 * asker is the owner.
 * @param seconds until it expires
 * @returns the username as spelled at registration, and the token, of which only a hash is stored @throws ApiError user_not_found
 */
export async function issueRecoveryLink(
  operator: string,
  username: string,
  reason: string,
  seconds: number,
): Promise<{ user: string; token: string; expiresAt: Date }> {
  const user = await requireUser(username);
  await recordOf(operator)('recover', user, reason);
  const token = newRecoveryCode();
  const expiresAt = new Date(now().getTime() + seconds * 1000);
  await setRecoveryLink(user, hashRecoveryCode(token), expiresAt);
  await recordActivity(user, 'recovery_link', null);
  return { user, token, expiresAt };
}
