/** Times in English, as all of the app, in the way of the reader's own region and in their zone. */
import { dayOf } from './rows.ts';
import { timeZone } from './zone.ts';

/**
 * English for every reader: "Wednesday" fits the text around it where "Mittwoch" does not.
 * @param language of the browser, such as `de-AT` @returns such as `en-AT`
 */
export function englishFor(language: string): string {
  try {
    const { language: name, region } = new Intl.Locale(language);
    if (name === 'en') return language;
    const where = region ?? new Intl.Locale(language).maximize().region;
    return where ? `en-${where}` : 'en';
  } catch {
    return 'en'; // no language tag
  }
}

/** 13:05 or 1:05 PM, as the reader writes it. */
export const hourCycleFor = (language: string) =>
  new Intl.DateTimeFormat(language, { hour: 'numeric' }).resolvedOptions().hourCycle;

const LANGUAGE = new Intl.DateTimeFormat().resolvedOptions().locale;

/** Formats are slow to make, and each keeps the zone that it was made in. */
const cached = (options: Intl.DateTimeFormatOptions) => {
  let made: { zone: string; format: Intl.DateTimeFormat } | undefined;
  const make = () => {
    const hourCycle = options.hour || options.timeStyle ? hourCycleFor(LANGUAGE) : undefined;
    return new Intl.DateTimeFormat(englishFor(LANGUAGE), { ...options, ...(hourCycle && { hourCycle }) });
  };
  return (at: number | Date): string => {
    const zone = timeZone();
    if (made?.zone !== zone) made = { zone, format: make() };
    return made.format.format(at);
  };
};

export const clockTime = cached({ hour: 'numeric', minute: '2-digit' });
export const fullTime = cached({ dateStyle: 'full', timeStyle: 'short' });
export const shortDate = cached({ day: 'numeric', month: 'short' });
export const mediumDate = cached({ dateStyle: 'medium' });
const weekday = cached({ weekday: 'long' });
const shortWeekday = cached({ weekday: 'short' });
const dayInYear = cached({ weekday: 'long', day: 'numeric', month: 'long' });
const dayWithYear = cached({ day: 'numeric', month: 'long', year: 'numeric' });

const DAY_MS = 86_400_000;

/** Whole local days from `at` until `now`; negative when `at` lies ahead. */
export function daysAgo(at: number, now: number): number {
  timeZone(); // draws again when it changes
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  // Days of 23 and 25 hours round to one.
  return Math.round((midnight(now) - midnight(at)) / DAY_MS);
}

/** What a day divider says. */
export function dayLabel(at: number, now: number): string {
  const days = daysAgo(at, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days > 1 && days < 7) return weekday(at);
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? dayInYear(at) : dayWithYear(at);
}

/** As the value of a date field: 2026-11-29. @param at epoch ms */
export function dateInput(at: number): string {
  const date = new Date(at);
  const parts = [date.getMonth() + 1, date.getDate()].map((part) => `${part}`.padStart(2, '0'));
  return [`${date.getFullYear()}`.padStart(4, '0'), ...parts].join('-');
}

/** The first moment of a day in the reader's zone. @param value of a date field @returns undefined where that is no day */
export function startOfDate(value: string): Date | undefined {
  const start = /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00`) : new Date(Number.NaN);
  return Number.isNaN(start.getTime()) ? undefined : start;
}

/** The short time beside a conversation. */
export function inboxTime(at: number, now: number): string {
  timeZone(); // draws again when it changes
  if (dayOf(at) === dayOf(now)) return clockTime(at);
  const days = daysAgo(at, now);
  if (days === 1) return 'Yesterday';
  if (days > 1 && days < 7) return shortWeekday(at);
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? shortDate(at) : mediumDate(at);
}

/** "Last seen 5 minutes ago". Clocks differ: a time ahead of ours is "just now". */
export function lastSeenLabel(lastSeen: string | null, now: number): string {
  const at = lastSeen === null ? Number.NaN : Date.parse(lastSeen);
  if (Number.isNaN(at)) return 'Offline';
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return 'Last seen just now';
  if (minutes < 60) return `Last seen ${minutes} min ago`;
  const days = daysAgo(at, now);
  if (days === 0) return `Last seen at ${clockTime(at)}`;
  if (days === 1) return `Last seen yesterday at ${clockTime(at)}`;
  return `Last seen on ${days < 365 ? shortDate(at) : mediumDate(at)}`;
}
