/** Hours of each day in which a person gets no notifications. */

/** Times of the clock in that zone, `HH:MM`; it may include midnight. */
export interface QuietHours {
  from: string;
  /** exclusive */
  to: string;
  /** name of an IANA time zone: Europe/Berlin */
  zone: string;
}

/** Not kept: a zone has a spelling for each person. @throws RangeError for an unknown zone */
const clockIn = (zone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** An offset such as +01:00 is no zone: it would not follow daylight saving time. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What a clock on the wall shows decides, so that the hours follow daylight saving time. */
export function isQuiet({ from, to, zone }: QuietHours, at: Date): boolean {
  const time = clockIn(zone).format(at);
  return from < to ? from <= time && time < to : from <= time || time < to;
}
