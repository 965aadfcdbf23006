/** Messages when AWS cannot be used: one line, in time. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { explainAwsError, findRegion, requireAccess } from '../../../deploy/aws.ts';
import { UserError } from '../../../local/user-error.ts';

const servers: Server[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function refusalAt(url: string, patienceMs?: number): Promise<string> {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const error = await requireAccess('us-east-1', patienceMs).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as Error).message;
}

test('an address that accepts and never answers', async () => {
  const startedAt = performance.now();
  const url = await listening(createServer(() => {}));
  expect(await refusalAt(url, 500)).toMatch(
    /^AWS does not answer at http:\/\/127\.0\.0\.1:\d+ \((ETIMEDOUT|TimeoutError)\): /,
  );
  // Below every time limit but its own.
  expect(performance.now() - startedAt).toBeLessThan(7_000);
});

test.each([
  ['nobody', 'http://127.0.0.1:1', /^AWS does not answer at http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)/],
  [
    'a name without an address',
    'http://nowhere.invalid',
    /^AWS does not answer at http:\/\/nowhere\.invalid \((ENOTFOUND|EAI_AGAIN)\)/,
  ],
])('%s', async (_, url, line) => {
  expect(await refusalAt(url)).toMatch(line);
});

test('another program than AWS', async () => {
  const url = await listening(createHttpServer((_, response) => response.writeHead(404).end('Not found')));
  expect(await refusalAt(url)).toBe(
    'What answers is not AWS (status 404): check AWS_ENDPOINT_URL and proxies',
  );
});

test.each(['InvalidClientTokenId', 'SignatureDoesNotMatch', 'ExpiredToken'])('%s', async (code) => {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>The security token is invalid</Message></Error></ErrorResponse>`;
  const url = await listening(createHttpServer((_, response) => response.writeHead(403).end(body)));
  expect(await refusalAt(url)).toBe('AWS refuses the credentials: The security token is invalid');
});

test.each([
  [
    undefined,
    'Could not load credentials from any providers',
    /^No AWS credentials found: set AWS_PROFILE, or /,
  ],
  [
    'work',
    'Could not resolve credentials using profile: [work]',
    /^The profile "work" gives no credentials: Could not/,
  ],
  [
    'work',
    'The SSO session token associated with profile=work was not found or is invalid. To refresh this SSO session run ...',
    'The SSO session has expired or was never opened. Run: aws sso login --profile work',
  ],
])('profile %s: %s', (profile, message, line) => {
  vi.stubEnv('AWS_PROFILE', profile ?? '');
  const error = Object.assign(new Error(message), { name: 'CredentialsProviderError' });
  const said = explainAwsError(error, 'us-east-1');
  if (typeof line === 'string') expect(said).toBe(line);
  else expect(said).toMatch(line);
});

test('a missing right is shown with AWS’s message; other errors are unchanged', () => {
  const message =
    'User: arn:aws:iam::1:user/a is not authorized to perform: secretsmanager:GetSecretValue\nmore';
  const error = Object.assign(new Error(message), { name: 'AccessDeniedException', $fault: 'client' });
  expect(explainAwsError(error, 'us-east-1')).toBe(
    'AWS refuses: User: arn:aws:iam::1:user/a is not authorized to perform: secretsmanager:GetSecretValue',
  );
  expect(explainAwsError(new TypeError('x is not a function'), 'us-east-1')).toBeUndefined();
});

test('the region is the option’s, the environment’s or the profile’s, and is never guessed', async () => {
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL']) vi.stubEnv(name, '');
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  await expect(findRegion()).rejects.toThrow('Say which region: --region eu-central-1, AWS_REGION, or');
  vi.stubEnv('AWS_DEFAULT_REGION', 'eu-west-1');
  expect(await findRegion()).toBe('eu-west-1');
  expect(await findRegion('eu-west-3')).toBe('eu-west-3');
});
