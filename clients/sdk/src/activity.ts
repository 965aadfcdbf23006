/** What happened to an account, in words. */
import type { ActivityResource } from './protocol.ts';

type Kind = ActivityResource['Kind'];

const DONE: Record<Kind, string> = {
  login: 'Logged in',
  password: 'Password changed',
  email: 'Email address changed',
  logout: 'Logged out',
  session_end: 'Logged out another device',
  sessions_end: 'Logged out all devices',
  token_reuse: 'A copy of a session was used, so that device was logged out',
  export: 'Data downloaded',
  deletion: 'Account deleted',
  recovery: 'New password set with a recovery code',
  recovery_codes: 'New recovery codes made',
  recovery_link: 'An operator made a recovery link',
  suspension: 'An operator suspended the account',
  restoration: 'An operator restored the account',
};

const REFUSED: Partial<Record<Kind, string>> = {
  login: 'Log-in refused',
  password: 'Change of the password refused',
  deletion: 'Deletion of the account refused',
  recovery: 'Recovery code refused',
  recovery_codes: 'New recovery codes refused',
};

/** Such as "Log-in refused, 3 times". A kind that only a newer server knows is shown as it is. */
export function describeActivity({ Kind, Outcome, Times, EndedDevice, NewDevice }: ActivityResource): string {
  const words = (Outcome === 'refused' && REFUSED[Kind]) || DONE[Kind] || Kind;
  if (NewDevice) return `${words} on a new device`;
  const what = Kind === 'session_end' && EndedDevice ? `${words}: ${EndedDevice}` : words;
  return Outcome === 'refused' && Times > 1 ? `${what}, ${Times} times` : what;
}

/** Such as "this device, same network as now", "Firefox on Linux, another network"; empty for an operator. */
export function describeActor({ Device, Current, SameNetwork }: ActivityResource): string {
  if (Device === null) return '';
  const network = SameNetwork ? 'same network as now' : 'another network';
  return `${Current ? 'this device' : Device}, ${network}`;
}

/** Whether the person should look at it: it was done on another device, or by an operator. A log-in counts on a new device only. */
export const isActivityElsewhere = ({ Current, Outcome, Kind, NewDevice }: ActivityResource): boolean =>
  !Current && Outcome === 'done' && Kind !== 'logout' && (Kind !== 'login' || NewDevice);
