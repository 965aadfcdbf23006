/** Times as people read them: in their own time zone. Arguments are RFC 3339 strings. */

const two = (number: number) => String(number).padStart(2, '0');

/** `09:14` */
export function clockTime(time: string): string {
  const at = new Date(time);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** `2026-11-22`: the same for all times of one local day. */
export function localDay(time: string): string {
  const at = new Date(time);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** `2026-11-22 09:14` */
export const dayAndTime = (time: string): string => `${localDay(time)} ${clockTime(time)}`;

const DAY_FORMAT = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** `Sunday 22 November 2026` */
export const dayName = (time: string): string => DAY_FORMAT.format(new Date(time)).replace(',', '');
