import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressGroup } from '#lib/limits/address-group.ts';

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
])('%s counts as %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});

test('all spellings of a /64 are one group, and different ones are not', () => {
  const words = (count: number) =>
    fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: count, maxLength: count });
  const spell = (parts: number[]) => parts.map((part) => part.toString(16)).join(':');
  fc.assert(
    fc.property(words(4), words(4), words(4), (network, host, other) => {
      const canonical = new URL(`http://[${spell([...network, ...other])}]`).hostname.slice(1, -1);
      expect(addressGroup(canonical)).toBe(addressGroup(spell([...network, ...host])));
      const neighbour = network.with(3, ((network[3] ?? 0) + 1) % 0x10000);
      expect(addressGroup(spell([...neighbour, ...host]))).not.toBe(addressGroup(canonical));
    }),
  );
});
