/** What happened to an account: log-ins and attempts, changes of password and e-mail address, ended sessions, exports, operators' acts. */
import type { ActivityResource } from './resources.ts';

export type ActivityKind = ActivityResource['Kind'];

/** Who acted. Only a keyed hash of the address is stored. */
export interface Actor {
  /** id of the session; null when there was none, as in a refused log-in */
  session: string | null;
  /** such as "Firefox on Linux", see describeDevice */
  device: string;
  /** see addressGroup */
  address: string;
}

export interface Activity {
  /** identifies it among those of the account */
  id: string;
  /** of the last occurrence */
  at: Date;
  kind: ActivityKind;
  outcome: 'done' | 'refused';
  /** refused attempts of one kind, and pages that one session exports, are one activity in each hour */
  times: number;
  /** null for an operator */
  device: string | null;
  session: string | null;
  /** keyed hash of the actor's address; null for an operator */
  network: string | null;
  /** the device whose session ended */
  subject: string | null;
  /** a log-in on a device that had not logged in before */
  isNewDevice: boolean;
}

/** @param reader their session, and the keyed hash of their address */
export const toActivityResource = (
  activity: Activity,
  reader: { session: string; network: string },
): ActivityResource => ({
  Id: activity.id,
  At: activity.at.toISOString(),
  Kind: activity.kind,
  Outcome: activity.outcome,
  Times: activity.times,
  Device: activity.device,
  SessionId: activity.session,
  Current: activity.session === reader.session,
  SameNetwork: activity.network === null ? null : activity.network === reader.network,
  EndedDevice: activity.subject,
  NewDevice: activity.isNewDevice,
});
