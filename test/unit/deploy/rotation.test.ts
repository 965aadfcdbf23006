import { describe, expect, test } from 'vitest';
import { formatRing, parseRing } from '#lib/platform/key-ring.ts';
import { newKey } from '../../../deploy/key-ring.ts';
import { nextStep, secondsLeft } from '../../../deploy/rotation.ts';

const kids = (ring: string) => (parseRing(ring) ?? []).map(({ kid }) => kid);
const old = newKey(new Date('2026-01-01T00:00:00Z'));
const secret = Buffer.alloc(32, 7).toString('base64url');

describe('three steps', () => {
  test.each([
    ['made here', formatRing([old])],
    ['of an earlier version, a secret', `first-key:${secret}`],
  ])('of a key %s', (_, ring) => {
    const [oldKid] = kids(ring);
    const announced = nextStep(ring);
    expect(announced.step).toBe('announce');
    expect(kids(announced.ring)).toEqual([oldKid, announced.kid]);
    const promoted = nextStep(announced.ring);
    expect(promoted).toMatchObject({ step: 'promote', kid: announced.kid });
    expect(kids(promoted.ring)).toEqual([announced.kid, oldKid]);
    const retired = nextStep(promoted.ring);
    expect(retired).toMatchObject({ step: 'retire', kid: oldKid });
    expect(kids(retired.ring)).toEqual([announced.kid]);
    expect(nextStep(retired.ring).step).toBe('announce');
  });

  test('no secret changes on the way', () => {
    const announced = nextStep(formatRing([old]));
    const promoted = nextStep(announced.ring);
    expect(parseRing(promoted.ring)).toEqual(parseRing(announced.ring)?.reverse());
  });
});

describe('a step waits', () => {
  const at = new Date('2026-11-22T12:00:00Z');
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1000);

  test('a new key is announced at once', () => {
    expect(secondsLeft('announce', at, 900, at)).toBe(0);
  });

  test('until every function has read the ring, before a key signs', () => {
    expect(secondsLeft('promote', at, 900, after(359))).toBe(1);
    expect(secondsLeft('promote', at, 900, after(360))).toBe(0);
  });

  test('for the last token of a key to expire, before it is retired', () => {
    expect(secondsLeft('retire', at, 900, after(1_259))).toBe(1);
    expect(secondsLeft('retire', at, 900, after(1_260))).toBe(0);
  });
});
