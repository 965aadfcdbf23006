import { describe, expect, test } from 'vitest';
import { newKey, parseKeyRing } from '../../../deploy/key-ring.ts';
import { nextStep, whyNotYet } from '../../../deploy/rotation.ts';

const kids = (ring: string) => parseKeyRing(ring).map(({ kid }) => kid);
const old = newKey(new Date('2026-01-01T00:00:00Z'));
const ringOf = ({ kid, secret }: { kid: string; secret: string }) => `${kid}:${secret}`;

describe('three steps', () => {
  test.each([
    ['made here', ringOf(old)],
    ['named by somebody', `first-key:${old.secret}`],
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
    const announced = nextStep(ringOf(old));
    const promoted = nextStep(announced.ring);
    expect(parseKeyRing(promoted.ring)).toEqual(parseKeyRing(announced.ring).reverse());
  });
});

describe('a step waits', () => {
  const at = new Date('2026-11-22T12:00:00Z');
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1000);
  const deployed = { version: 'v2', at, accessTokenSeconds: 900 };
  const [promote, retire] = [
    { step: 'promote', ring: '', kid: 'new' } as const,
    { step: 'retire', ring: '', kid: 'old' } as const,
  ];

  test('for the one before to be deployed', () => {
    expect(whyNotYet(promote, 'v3', deployed, after(9_999))).toBe('The last step is not deployed yet');
    expect(whyNotYet({ ...promote, step: 'announce' }, 'v3', deployed, after(0))).toBeUndefined();
    expect(whyNotYet(promote, 'v3', undefined, after(0))).toBeUndefined();
  });

  test('for every environment to have it', () => {
    expect(whyNotYet(promote, 'v2', deployed, after(119))).toBe('Too early to promote new: wait another 1 s');
    expect(whyNotYet(promote, 'v2', deployed, after(120))).toBeUndefined();
  });

  test('for the last token of a key to expire, before it is retired', () => {
    expect(whyNotYet(retire, 'v2', deployed, after(900))).toBe('Too early to retire old: wait another 120 s');
    expect(whyNotYet(retire, 'v2', deployed, after(1_020))).toBeUndefined();
  });
});
