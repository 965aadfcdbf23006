/** A file that one person sends to another: upload to the bucket, message, download by the other. */
import { createHash, randomBytes } from 'node:crypto';
import { UserError } from '../local/user-error.ts';

/** A request of the API. @param status that it must answer */
export type Ask = (
  route: string,
  request: { body?: Record<string, unknown>; token: string; status: number },
) => Promise<unknown>;

const TIMEOUT_MS = 30_000;

/** To the bucket. @throws UserError with the code that S3 answers */
async function transfer(url: string, request: RequestInit): Promise<Response> {
  const { origin } = new URL(url);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { ...request, signal }).catch((error: Error) => {
    const { message } = (error.cause as Error | undefined) ?? error;
    throw new UserError(`The bucket at ${origin} got no answer: ${message}`);
  });
  if (response.ok) return response;
  const [, code = ''] = /<Code>(\w{1,100})<\/Code>/.exec(await response.text()) ?? [];
  throw new UserError(
    `The bucket at ${origin} answered ${response.status} ${code} to ${request.method ?? 'GET'}`,
  );
}

/** @throws UserError when the other person does not get the same bytes */
export async function sendFile(
  ask: Ask,
  from: { token: string },
  to: { username: string; token: string },
): Promise<void> {
  const bytes = randomBytes(1_000);
  const file = {
    Name: 'smoke.bin',
    Type: 'application/octet-stream',
    Size: bytes.length,
    Sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const { Id, Upload } = (await ask('POST /attachments', {
    body: file,
    token: from.token,
    status: 201,
  })) as { Id: string; Upload: { Url: string; Headers: Record<string, string> } };
  await transfer(Upload.Url, { method: 'PUT', headers: Upload.Headers, body: new Uint8Array(bytes) });
  const body = { User: to.username, Message: '', Attachments: [Id] };
  await ask('POST /messages', { body, token: from.token, status: 201 });
  const { Url } = (await ask(`GET /attachments/${Id}`, { token: to.token, status: 200 })) as { Url: string };
  const got = Buffer.from(await (await transfer(Url, {})).arrayBuffer());
  if (!got.equals(bytes)) throw new UserError('The bucket gave another file than was sent');
}
