import { afterAll, expect, test, vi } from 'vitest';

vi.stubEnv('PUSH_HOSTS', 'http://127.0.0.1:9999,https://push.example.org');
vi.resetModules();
const { mustShow, pushServiceOf } = await import('#lib/notifications/push-service.ts');
afterAll(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

test.each([
  ['https://fcm.googleapis.com/fcm/send/abc', true],
  ['https://updates.push.services.mozilla.com/wpush/v2/abc', true],
  ['https://web.push.apple.com/abc', true],
  ['https://wns2-par02p.notify.windows.com/w/?token=abc', true],
  ['https://push.example.org/abc', true],
  ['http://127.0.0.1:9999/abc', true],
  ['http://127.0.0.1:9998/abc', false],
  ['http://push.example.org/abc', false],
  ['http://fcm.googleapis.com/abc', false],
  ['https://fcm.googleapis.com:8443/abc', false],
  ['https://user:password@fcm.googleapis.com/abc', false],
  ['https://:password@fcm.googleapis.com/abc', false],
  ['https://fcm.googleapis.com@evil.example/abc', false],
  ['https://evil.example/fcm.googleapis.com', false],
  ['https://fcm.googleapis.com.evil.example/', false],
  ['https://evilfcm.googleapis.com/', false],
  ['https://evilpush.apple.com/', false],
  ['https://push.apple.com.evil.example/', false],
  ['https://169.254.169.254/latest/meta-data', false],
  ['https://[::1]/', false],
  ['https://localhost/', false],
  ['blob:https://push.example.org/abc', false],
  ['file:///etc/passwd', false],
  ['fcm.googleapis.com', false],
  ['', false],
])('%s: %s', (endpoint, expected) => {
  expect(pushServiceOf(endpoint) !== undefined).toBe(expected);
});

test('Safari must show each notification', () => {
  expect(mustShow(new URL('https://web.push.apple.com/abc'))).toBe(true);
  expect(mustShow(new URL('https://fcm.googleapis.com/abc'))).toBe(false);
});
