import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute, type Route } from '../../../../clients/web/src/app/route.ts';
import { colorOf, contrast, initialsOf, inkOn } from '../../../../clients/web/src/state/avatar-colors.ts';
import {
  dayLabel,
  daysAgo,
  englishFor,
  hourCycleFor,
  inboxTime,
  lastSeenLabel,
} from '../../../../clients/web/src/state/times.ts';
import { titleFor } from '../../../../clients/web/src/state/title.ts';

describe('route', () => {
  const routes: Route[] = [
    { name: 'inbox' },
    { name: 'people' },
    { name: 'login' },
    { name: 'register' },
    { name: 'settings', section: undefined },
    { name: 'settings', section: 'devices' },
    { name: 'group', id: '~a_B-c' },
    { name: 'new-group' },
    { name: 'join', code: 'a_B-c.d/e' },
    { name: 'chat', peer: 'a.b-c_d' },
    { name: 'chat', peer: 'odd/name %' },
  ];
  it.each(routes)('parses the address that it formats for %o', (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it.each(['', '#', '#/', '#/nowhere', '#/c/', '#/c', '#/g', '#/join/'])('reads %j as the inbox', (hash) => {
    expect(parseRoute(hash)).toEqual({ name: 'inbox' });
  });

  it('accepts a broken escape', () => {
    expect(parseRoute('#/c/%')).toEqual({ name: 'chat', peer: '%' });
    expect(parseRoute('#/settings/nothing')).toEqual({ name: 'settings', section: undefined });
  });
});

describe('avatar colours', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['ada.lovelace', 'AL'],
    ['bob', 'B'],
    ['Maria del Carmen', 'MC'],
    ['👩‍🚀 Sally', '👩‍🚀S'],
    ['...', '.'],
  ])('shortens %s to %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  it('chooses a readable text colour on any background', () => {
    for (let value = 0; value <= 0xffffff; value += 9_973) {
      const color = `#${value.toString(16).padStart(6, '0')}`;
      expect(contrast(color, inkOn(color))).toBeGreaterThanOrEqual(4.5);
    }
    expect(colorOf('Alice')).toBe(colorOf('alice'));
  });
});

describe('times', () => {
  const now = new Date(2026, 10, 22, 12, 0).getTime();
  const local = (day: number, hour = 9) => new Date(2026, 10, day, hour).getTime();

  it('counts local days', () => {
    expect(daysAgo(local(22, 0), now)).toBe(0);
    expect(daysAgo(local(21, 23), now)).toBe(1);
    expect(daysAgo(local(23), now)).toBe(-1);
  });

  it('names days of the last week', () => {
    expect(dayLabel(local(22), now)).toBe('Today');
    expect(dayLabel(local(21), now)).toBe('Yesterday');
    expect(dayLabel(local(18), now)).toBe('Wednesday');
    expect(dayLabel(local(2), now)).toMatch(/November/);
    expect(dayLabel(local(2), now)).not.toMatch(/2026/);
    expect(dayLabel(new Date(2024, 0, 1).getTime(), now)).toMatch(/2024/);
    // A clock that runs ahead of this one does not make a message of "in two days".
    expect(dayLabel(local(24), now)).toMatch(/November/);
    expect(inboxTime(local(22), now)).toMatch(/9/);
    expect(inboxTime(local(21), now)).toBe('Yesterday');
    expect(inboxTime(local(18), now)).toBe('Wed');
  });

  it('labels the last seen time, also when clocks differ', () => {
    const before = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
    expect(lastSeenLabel(before(0.5), now)).toBe('Last seen just now');
    expect(lastSeenLabel(before(-3), now)).toBe('Last seen just now');
    expect(lastSeenLabel(before(5), now)).toBe('Last seen 5 min ago');
    expect(lastSeenLabel(before(180), now)).toMatch(/^Last seen at 9/);
    expect(lastSeenLabel(null, now)).toBe('Offline');
    expect(lastSeenLabel('never', now)).toBe('Offline');
  });
});

describe('language of times', () => {
  it.each([
    ['de-AT', 'en-AT', '22 November 2026', 'h23'],
    ['de', 'en-DE', '22 November 2026', 'h23'],
    ['en-US', 'en-US', 'November 22, 2026', 'h12'],
    ['en-GB', 'en-GB', '22 November 2026', 'h23'],
    ['zh-TW', 'en-TW', 'November 22, 2026', 'h12'],
    ['not a language', 'en', 'November 22, 2026', undefined],
  ])('English for a reader of %s is %s', (language, english, date, hourCycle) => {
    expect(englishFor(language)).toBe(english);
    const format = new Intl.DateTimeFormat(englishFor(language), { dateStyle: 'long' });
    expect(format.format(new Date(2026, 10, 22))).toBe(date);
    if (hourCycle) expect(hourCycleFor(language)).toBe(hourCycle);
  });
});

describe('title', () => {
  it('counts up to 99', () => {
    expect([0, 3, 99, 100].map(titleFor)).toEqual([
      'CoreChat',
      '(3) CoreChat',
      '(99) CoreChat',
      '(99+) CoreChat',
    ]);
  });
});
