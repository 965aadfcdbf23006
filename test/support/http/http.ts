/** HTTP as the seed's Python client speaks it: also GET with a body, which fetch refuses to send. */
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { expectDocumented, expectProblem, findOperation } from './contract.ts';

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

/** @throws Error when the answer is not what openapi.json says */
function expectAsDocumented(method: string, url: string, answer: HttpAnswer): void {
  const { pathname } = new URL(url);
  const operation = findOperation(method, pathname);
  if (operation) expectDocumented(operation, answer);
  else if (answer.status >= 400) expectProblem(method, pathname, answer);
}

/** Every answer is held against openapi.json. @param body a value is sent as JSON, a string as it stands */
export function http(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const payload = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const length = payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) };
  const type = payload === undefined ? {} : { 'content-type': 'application/json' };
  const call = request(url, { method, headers: { ...type, ...length, ...headers } }, (response) => {
    const { statusCode: status = 0, headers: answered } = response;
    const read = status === 204 ? Promise.resolve(undefined) : json(response);
    read
      .then((value) => {
        const answer = { status, headers: answered, body: value };
        expectAsDocumented(method, url, answer);
        resolve(answer);
      })
      .catch(reject);
    if (status === 204) response.resume();
  });
  call.on('error', reject);
  call.end(payload);
  return promise;
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
