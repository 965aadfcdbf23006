/** Schema of responses about the activity of an account. */
import * as v from 'valibot';
import { counted, described, flag, text, time } from '../http/resource-parts.ts';

export const Activity = v.object({
  Id: text,
  At: time('of the last occurrence'),
  Kind: v.picklist([
    // A session was opened; refused: a wrong password, or a suspended account.
    'login',
    // Refused: the present password was wrong.
    'password',
    'email',
    // The acting session ended itself.
    'logout',
    // The acting session ended another one, whose device is EndedDevice.
    'session_end',
    // The acting session ended all sessions.
    'sessions_end',
    // An outdated refresh token was used, so its session ended.
    'token_reuse',
    'export',
    // Refused: the password was wrong.
    'deletion',
    // A new password by a recovery code or link; refused: a wrong one.
    'recovery',
    // New recovery codes were made; refused: the password was wrong.
    'recovery_codes',
    // An operator made a recovery link.
    'recovery_link',
    // An operator suspended or restored the account.
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
