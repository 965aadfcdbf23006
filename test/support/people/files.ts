/** Files for tests: requests about attachments, and uploads as a client makes them. */
import { createHash } from 'node:crypto';
import { handler as createHandler } from '../../../functions/attachments/create.ts';
import { handler as showHandler } from '../../../functions/attachments/show.ts';
import { call } from '../http/gateway.ts';
import type { Person } from './people.ts';

/** A picture of one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export interface TestFile {
  name?: string;
  type?: string;
  bytes?: Buffer;
  more?: object;
}

/** The body of the request for an upload. */
export const described = ({ name = 'dot.png', type = 'image/png', bytes = PNG, more }: TestFile) => ({
  Name: name,
  Type: type,
  Size: bytes.length,
  Sha256: createHash('sha256').update(bytes).digest('hex'),
  ...more,
});

export const request = (by: Person, file: TestFile = {}) =>
  call(createHandler, { method: 'POST', path: '/attachments', token: by.token, body: described(file) });

/** Once more over another connection: S3 closes one on which it refused a file. */
export async function put(
  { Url, Headers }: { Url: string; Headers: Record<string, string> },
  bytes: Buffer = PNG,
): Promise<Response> {
  const attempt = () => fetch(Url, { method: 'PUT', headers: Headers, body: new Uint8Array(bytes) });
  return attempt().catch(attempt);
}

/** @returns the id of an uploaded file */
export async function upload(by: Person, file: TestFile = {}): Promise<string> {
  const { status, body } = await request(by, file);
  if (status !== 201) throw new Error(`POST /attachments: ${status} ${body.code}`);
  const answer = await put(body.Upload, file.bytes);
  if (answer.status !== 200) throw new Error(`PUT: ${answer.status} ${await answer.text()}`);
  return body.Id;
}

export const show = (by: Person, id: string, query: Record<string, string> = {}) =>
  call(showHandler, { path: `/attachments/${id}`, params: { id }, token: by.token, query });

/** The bucket's answer at the address that a person receives. */
export const download = async (by: Person, id: string): Promise<Response> => {
  const { status, body } = await show(by, id);
  if (status !== 200) throw new Error(`GET /attachments: ${status} ${body.code}`);
  return fetch(body.Url);
};
