/** What an operator does is recorded before it is done: what cannot be recorded is not done, and shows nothing. */
import { beforeEach, expect, test, vi } from 'vitest';
import { sendMessage } from '#lib/messages/messaging.ts';
import {
  invite,
  issueRecoveryLink,
  readActivity,
  readReport,
  readReports,
  restore,
  suspend,
} from '#lib/moderation/moderation.ts';
import { reportMessage } from '#lib/moderation/reporting.ts';
import { collection } from '#lib/platform/mongo.ts';
import { createPerson, type Person } from '../support/people/people.ts';

const audit = vi.hoisted(() => ({ isAway: false }));
vi.mock('#lib/moderation/store/audit.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('#lib/moderation/store/audit.ts')>();
  const insertAuditRecord: typeof original.insertAuditRecord = (record) =>
    audit.isAway ? Promise.reject(new Error('not recorded')) : original.insertAuditRecord(record);
  return { ...original, insertAuditRecord };
});

let alice: Person;
let suspended: Person;
let report: string;
beforeEach(async () => {
  audit.isAway = false;
  [alice, suspended] = [await createPerson('alice'), await createPerson('bob')];
  const { id } = await sendMessage(suspended.username, { to: alice.username, text: 'rude' });
  report = (await reportMessage(alice.username, id, { reason: 'abuse', detail: null })).Id;
  await suspend('olga', suspended.username, 'rude');
});

const stateOf = () =>
  Promise.all(
    ['users', 'invites', 'reports'].map((name) => collection(name).find().sort({ _id: 1 }).toArray()),
  );

const ACTIONS: Record<string, () => Promise<unknown>> = {
  'list reports': () => readReports('olga', 10),
  'read report': () => readReport('olga', report),
  suspend: () => suspend('olga', alice.username, 'no reason'),
  restore: () => restore('olga', suspended.username, null),
  invite: () => invite('olga', 1, 3_600),
  'read activity': () => readActivity('olga', alice.username, 10),
  recover: () => issueRecoveryLink('olga', alice.username, 'no reason', 3_600),
};

test.each(Object.keys(ACTIONS))('“%s” is not done where it cannot be recorded', async (action) => {
  const act = ACTIONS[action] as () => Promise<unknown>;
  const before = await stateOf();
  audit.isAway = true;
  await expect(act()).rejects.toThrow('not recorded');
  expect(await stateOf()).toEqual(before);
  audit.isAway = false;
  await act();
  const [last] = await collection<{ action: string }>('audit').find().sort({ at: -1, _id: -1 }).toArray();
  expect(last?.action).toBe(action);
});
