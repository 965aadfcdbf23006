import { expect, test } from 'vitest';
import { type Activity, describeActivity, describeActor, isActivityElsewhere } from '#sdk';

const entry = (more: Partial<Activity>): Activity => ({
  Id: 'x',
  At: '2026-11-29T12:00:00.000Z',
  Kind: 'login',
  Outcome: 'done',
  Times: 1,
  Device: 'Firefox on Linux',
  SessionId: 's2',
  Current: false,
  SameNetwork: false,
  EndedDevice: null,
  NewDevice: false,
  ...more,
});
const refused = (more: Partial<Activity>) => entry({ Outcome: 'refused', SessionId: null, ...more });

test.each<[Activity, string, string, boolean]>([
  [entry({ NewDevice: true }), 'Logged in on a new device', 'Firefox on Linux, another network', true],
  [entry({}), 'Logged in', 'Firefox on Linux, another network', false],
  [entry({ Current: true, SameNetwork: true }), 'Logged in', 'this device, same network as now', false],
  [refused({}), 'Log-in refused', 'Firefox on Linux, another network', false],
  [refused({ Times: 3 }), 'Log-in refused, 3 times', 'Firefox on Linux, another network', false],
  [
    entry({ Kind: 'session_end', EndedDevice: 'Safari on iPhone' }),
    'Logged out another device: Safari on iPhone',
    'Firefox on Linux, another network',
    true,
  ],
  [entry({ Kind: 'export', Times: 4 }), 'Data downloaded', 'Firefox on Linux, another network', true],
  [entry({ Kind: 'logout' }), 'Logged out', 'Firefox on Linux, another network', false],
  [
    entry({ Kind: 'suspension', Device: null, SessionId: null, SameNetwork: null }),
    'An operator suspended the account',
    '',
    true,
  ],
  [
    entry({ Kind: 'of a newer server' as never }),
    'of a newer server',
    'Firefox on Linux, another network',
    true,
  ],
])('%j is shown in words', (activity, what, who, elsewhere) => {
  expect([describeActivity(activity), describeActor(activity), isActivityElsewhere(activity)]).toEqual([
    what,
    who,
    elsewhere,
  ]);
});
