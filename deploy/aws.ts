/** How the commands here reach AWS: in which region, with how much patience, and what they say when it fails. */
import { setTimeout } from 'node:timers/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { UserError } from '../local/user-error.ts';
import { emulatorEndpoint } from './emulator.ts';

/** Of every client. One attempt more is enough for a lost packet, and keeps a wrong address from taking minutes. */
export const clientOptions = (region: string) => ({
  region,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
});

/** Looking for credentials takes time as well: a profile may run a program, a laptop asks for an instance's role. */
const PATIENCE_MS = 9_000;

interface AwsError extends Error {
  code?: string;
  $fault?: string;
  $metadata?: { httpStatusCode?: number };
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/** @param profile the one that AWS_PROFILE names */
function explainCredentials(message: string, profile = process.env.AWS_PROFILE): string {
  const login = `aws sso login${profile ? ` --profile ${profile}` : ''}`;
  if (/sso/i.test(message) && /expired|invalid|not found|login/i.test(message)) {
    return `The SSO session has expired or was never opened. Run: ${login}`;
  }
  if (profile) return `The profile "${profile}" gives no credentials: ${firstLine(message)}`;
  return 'No AWS credentials found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
}

const NETWORK = /^(E[A-Z_]+|UND_ERR_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT)$/;

/** @returns one line on what to mend; undefined for an error that is not AWS's */
export function explainAwsError(error: unknown, region: string): string | undefined {
  const { name, message, code, $fault, $metadata } = error as AwsError;
  if (/^(CredentialsProvider|TokenProvider)Error$/.test(name)) return explainCredentials(message);
  const isNetwork = code !== undefined && NETWORK.test(code);
  if (isNetwork || name === 'TimeoutError') {
    const where = emulatorEndpoint() ? `at ${emulatorEndpoint()}` : `in the region ${region}`;
    return `AWS does not answer ${where} (${code ?? name}): check the region, AWS_ENDPOINT_URL and the network`;
  }
  if (
    /^(InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException|ExpiredToken\w*|AuthFailure|InvalidSignatureException)$/.test(
      name,
    )
  ) {
    return `AWS refuses the credentials: ${firstLine(message)}`;
  }
  if ($fault === undefined && $metadata === undefined) return undefined;
  // A proxy's answer, or another program's.
  if (/^Unknown(Error)?$|parse error/.test(message) || error instanceof SyntaxError) {
    return `What answers is not AWS (status ${$metadata?.httpStatusCode ?? 'unknown'}): check AWS_ENDPOINT_URL and proxies`;
  }
  return `AWS refuses: ${firstLine(message) || name}`;
}

/** @throws UserError in place of AWS's errors; others as they are */
export async function explainingAws<T>(region: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const line = error instanceof UserError ? undefined : explainAwsError(error, region);
    throw line === undefined ? error : new UserError(line);
  }
}

/** As for every AWS tool: a variable, or the profile's. An emulator has no wrong one. */
export async function findRegion(given?: string): Promise<string> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const known = given || AWS_REGION || AWS_DEFAULT_REGION;
  if (known) return known;
  // Empty variables count as absent here, but not for the client, which reads the profile and throws where it names no region.
  if (AWS_REGION === '') delete process.env.AWS_REGION;
  const ofProfile = await new STSClient({}).config.region().catch(() => '');
  if (ofProfile) return ofProfile;
  if (emulatorEndpoint()) return 'us-east-1';
  throw new UserError('Say which region: --region eu-central-1, AWS_REGION, or the region of the profile');
}

/** @throws UserError in one line, within ten seconds, when AWS cannot be used: no credentials, wrong ones, or no answer */
export async function requireAccess(region: string, patienceMs = PATIENCE_MS): Promise<void> {
  const sts = new STSClient({ ...clientOptions(region), maxAttempts: 1 });
  const stop = new AbortController();
  const identity = sts.send(new GetCallerIdentityCommand({}), { abortSignal: stop.signal });
  const late = setTimeout(patienceMs, undefined, { signal: stop.signal }).then(() => {
    throw Object.assign(new Error('No answer'), { name: 'TimeoutError' });
  });
  late.catch(() => {});
  await explainingAws(region, () => Promise.race([identity, late])).finally(() => stop.abort());
}
