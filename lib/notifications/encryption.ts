/** Encrypts the payload of a push for one browser: aes128gcm of RFC 8188, with keys as in RFC 8291. */
import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/** The keys of a subscription, base64url. */
export interface DeviceKeys {
  p256dh: string;
  auth: string;
}

/** Push services take 4,096 bytes of an encrypted payload. */
const RECORD_BYTES = 4_096;

const derive = (key: Uint8Array, salt: Uint8Array, info: string | Uint8Array, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, info, bytes));

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');

/** For tests: what is random otherwise. */
export interface Randomness {
  salt: Buffer;
  privateKey: Buffer;
}

/**
 * @returns the body of the request, with the header of RFC 8188
 * @throws when the device's key is no point of the curve
 */
export function encrypt(payload: string, { p256dh, auth }: DeviceKeys, given?: Randomness): Buffer {
  const [device, own] = [bytesOf(p256dh), createECDH('prime256v1')];
  if (given) own.setPrivateKey(given.privateKey);
  else own.generateKeys();
  const [ownPublic, salt] = [own.getPublicKey(), given?.salt ?? randomBytes(16)];
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), device, ownPublic]);
  const key = derive(own.computeSecret(device), bytesOf(auth), info, 32);
  const cipher = createCipheriv(
    'aes-128-gcm',
    derive(key, salt, 'Content-Encoding: aes128gcm\0', 16),
    derive(key, salt, 'Content-Encoding: nonce\0', 12),
  );
  const header = Buffer.alloc(5);
  header.writeUInt32BE(RECORD_BYTES);
  header.writeUInt8(ownPublic.length, 4);
  // The byte 2 ends the last record.
  const text = Buffer.concat([cipher.update(payload), cipher.update(Buffer.of(2)), cipher.final()]);
  return Buffer.concat([salt, header, ownPublic, text, cipher.getAuthTag()]);
}
