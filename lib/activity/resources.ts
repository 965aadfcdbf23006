/** Schema of responses about the activity of an account. */
import * as v from 'valibot';
import { counted, described, flag, text, time } from '../http/resource-parts.ts';

export const Activity = v.object({
  Id: text,
  At: time('of the last occurrence'),
  Kind: v.picklist([
    'login',
    'password',
    'email',
    'logout',
    'session_end',
    'sessions_end',
    'token_reuse',
    'export',
    'deletion',
    'recovery',
    'recovery_codes',
    'recovery_link',
    'suspension',
    'restoration',
  ]),
  Outcome: v.picklist(['done', 'refused']),
  Times: counted('refused attempts of one kind, and exported pages, are one entry in each hour'),
  Device: v.nullable(described('such as "Firefox on Linux"; null for an operator')),
  SessionId: v.nullable(described('the session that acted, or that was opened; null without one')),
  Current: flag('it was the session that asks'),
  SameNetwork: v.nullable(
    flag('it came from the network that this request comes from; null for an operator'),
  ),
  EndedDevice: v.nullable(described('the device that was logged out')),
  NewDevice: flag('a log-in on a device that had not logged in before'),
});

export type ActivityResource = v.InferOutput<typeof Activity>;
