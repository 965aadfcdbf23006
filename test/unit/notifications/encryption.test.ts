/** Against the example of RFC 8291, byte by byte, and against the stand-in's decryption. */
import { createECDH, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encrypt } from '#lib/notifications/encryption.ts';
import { decrypt } from '../../support/push/push-service.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

test('the example of RFC 8291, appendix A', () => {
  const device = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  };
  const given = {
    salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
    privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
  };
  expect(encrypt('When I grow up, I want to be a watermelon', device, given).toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  );
});

test('what is encrypted for a device is decrypted there, and nowhere else', () => {
  const [keys, other, auth] = [createECDH('prime256v1'), createECDH('prime256v1'), randomBytes(16)];
  keys.generateKeys();
  other.generateKeys();
  const device = { p256dh: keys.getPublicKey().toString('base64url'), auth: auth.toString('base64url') };
  fc.assert(
    fc.property(fc.string({ maxLength: 1_000, unit: 'grapheme' }), (text) => {
      const body = encrypt(text, device);
      expect(decrypt(body, keys, auth)).toBe(text);
      expect(() => decrypt(body, other, auth)).toThrow();
      expect(() => decrypt(body, keys, randomBytes(16))).toThrow();
      // Never the same twice.
      expect(encrypt(text, device)).not.toEqual(body);
    }),
    { numRuns: 50 },
  );
});
