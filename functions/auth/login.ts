import { logIn } from '#lib/accounts/accounts.ts';
import { clientAddress } from '#lib/http/client-address.ts';
import { readDeviceCookie, renewsTokens } from '#lib/http/cookies.ts';
import { endpoint } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/responses.ts';
import { requireAdmission } from '#lib/limits/rate-limits.ts';
import { countMetric } from '#lib/platform/request-scope.ts';
import { describeDevice } from '#lib/sessions/device.ts';
import { deviceOf } from '#lib/sessions/device-mark.ts';
import { loginAnswer } from '#lib/sessions/login-answer.ts';
import { spec } from './login.endpoint.ts';

/** POST /Login */
export const handler = endpoint(
  spec,
  async ({ input, event }) => {
    const { username, password, DeviceMark } = input;
    const marks = DeviceMark === undefined ? readDeviceCookie(event) : [DeviceMark];
    const attempt = { username, address: clientAddress(event), device: deviceOf(marks, username) };
    const device = describeDevice(event.headers['user-agent']);
    const result = await logIn(attempt, password, { device, renews: renewsTokens(event) });
    if (result.outcome !== 'ok') countMetric('LoginsFailed');
    if (result.outcome === 'unknown user') return json(404, 'Invalid user.');
    if (result.outcome === 'wrong password') return json(404, 'Wrong password');
    return loginAnswer(result.login, event);
  },
  requireAdmission,
);
