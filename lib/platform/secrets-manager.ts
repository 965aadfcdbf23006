/**
 * The request of functions to AWS Secrets Manager. Its client would add 300 KB to a bundle, the SDK's signer 14 KB. The request has
 * one path, no query and five headers, so its Signature Version 4 is short.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
 */
import { createHash, createHmac } from 'node:crypto';
import { now } from './clock.ts';
import { config } from './config.ts';

const TIMEOUT_MS = 1_500;
const ATTEMPTS = 2;

/** A faulty secret, or a failed request for it. The message never contains a part of a secret. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError';
}

interface Answer {
  SecretValues?: { Name: string; SecretString?: string }[];
  Errors?: { SecretId: string; ErrorCode: string }[];
  __type?: string;
}

const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signedHeaders({ host, pathname }: URL, body: string): Record<string, string> {
  const { region, credentials } = config.secrets;
  const time = now()
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, '');
  // Signature Version 4 requires alphabetical order.
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    host,
    'x-amz-date': time,
    ...(credentials.sessionToken ? { 'x-amz-security-token': credentials.sessionToken } : {}),
    'x-amz-target': 'secretsmanager.BatchGetSecretValue',
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const canonical = ['POST', pathname, '', ...lines, '', names, sha256(body)].join('\n');
  const scope = [time.slice(0, 8), region, 'secretsmanager', 'aws4_request'];
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  const credential = `${credentials.accessKeyId}/${scope.join('/')}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

interface Posted {
  status: number;
  answer: Answer;
  error?: NodeJS.ErrnoException;
}

/** @param onSent called when the request was sent */
function post(body: string, onSent: () => void): Promise<Posted> {
  const url = new URL(config.secrets.url);
  // Loaded on use: a tenth of the functions read no secret, and locally none does.
  const { request } = process.getBuiltinModule(url.protocol === 'http:' ? 'node:http' : 'node:https');
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: signedHeaders(url, body), agent: false });
    // Not AbortSignal.timeout, which loads a module for 2 ms.
    const late = Object.assign(new Error('No answer in time'), { name: 'TimeoutError' });
    const timer = setTimeout(() => sent.destroy(late), TIMEOUT_MS);
    sent.on('close', () => clearTimeout(timer));
    sent.on('error', reject);
    sent.on('finish', onSent);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        try {
          const answer = JSON.parse(Buffer.concat(chunks).toString());
          resolve({ status: response.statusCode ?? 0, answer });
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.end(body);
  });
}

/** @returns the secrets by their names @throws SecretsError */
export async function fetchSecrets(
  names: string[],
  onSent: () => void = () => {},
): Promise<Map<string, string>> {
  const body = JSON.stringify({ SecretIdList: names });
  let failure = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { status, answer, error } = await post(body, onSent).catch(
      (error): Posted => ({ status: 0, answer: {}, error }),
    );
    if (status === 200) return valuesIn(answer);
    failure = error ? (error.code ?? error.name) : `${status} ${answer.__type?.split('#').at(-1) ?? ''}`;
    if (status >= 400 && status < 500 && status !== 429) break;
  }
  throw new SecretsError(`Secrets Manager does not give ${names.join(' and ')}: ${failure}`);
}

function valuesIn({ SecretValues = [], Errors = [] }: Answer): Map<string, string> {
  if (Errors.length > 0) {
    throw new SecretsError(
      Errors.map(({ SecretId, ErrorCode }) => `The secret ${SecretId}: ${ErrorCode}`).join('; '),
    );
  }
  return new Map(SecretValues.map(({ Name, SecretString = '' }) => [Name, SecretString]));
}
