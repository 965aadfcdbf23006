/** The time zone of the system, which can change while the app is open: on a journey, or in the settings. */
import { signal } from '@preact/signals';

const current = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

const zone = signal(current());

/** The zone's name. A component that reads it while it is drawn is drawn again after a change. */
export const timeZone = (): string => zone.value;

/** No event reports a change in every browser: called regularly. */
export function lookAtTimeZone(): void {
  zone.value = current();
}
