/** Checks that every response must pass. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type Answered, expectDocumented, expectProblem } from '../support/http/contract.ts';
import { frameCodes, type Operation } from './document.ts';

export type FaultKind =
  | 'server error'
  | 'undocumented'
  | 'leak'
  | 'canary'
  | 'operator'
  | 'changed'
  | 'reached'
  | 'polluted'
  | 'honest text refused'
  | 'no answer';

export class Fault extends Error {
  override readonly name = 'Fault';
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string) {
    super(`${kind}: ${message}`);
    this.kind = kind;
  }
}

/** Of stacks, drivers and files. Nothing that is sent has any of it. */
const INSIDE =
  /\n\s+at |node:internal|node_modules|\.(?:ts|js):\d+:\d+|Mongo\w*Error|MongoServer|E11000|BSON|\b(?:Type|Range|Reference|Syntax|Valibot)Error\b|ConditionalCheckFailed|ResourceNotFound|argon2|ECONNREFUSED|Unexpected token|is not a function|Cannot read prop/;

export function expectNothingInside(text: string, canary: string): void {
  const found = INSIDE.exec(text);
  if (found) throw new Fault('leak', `"${found[0]}" in ${text.slice(0, 500)}`);
  if (text.includes(canary)) throw new Fault('canary', text.slice(0, 500));
}

function expectSoundHeaders(headers: Answered['headers']): void {
  for (const [name, values] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      for (const value of [values].flat()) validateHeaderValue(name, String(value));
    } catch (error) {
      throw new Fault('undocumented', `the header ${name} is none: ${(error as Error).message}`);
    }
    if (/^x-injected$/i.test(name)) throw new Fault('leak', 'a header was injected');
  }
}

const isProblem = ({ headers }: Answered): boolean =>
  String(headers['content-type']).startsWith('application/problem+json');

/** Of browsers, which ask for HTML, see lib/system/navigation.ts: never to another site. */
const isRedirectToApp = ({ status, headers }: Answered): boolean =>
  status === 302 && /^\/(?:#\/[\w/%.~!'()*-]+)?$/.test(String(headers.location));

/** @param operation undefined for what only the fallback answers */
export function judge(
  operation: Operation | undefined,
  method: string,
  path: string,
  answered: Answered,
): void {
  const { status, body, headers } = answered;
  if (status >= 500) throw new Fault('server error', `${status} ${JSON.stringify(body)}`);
  expectSoundHeaders(headers);
  // An answer without its body.
  if (method === 'HEAD') return;
  try {
    if (operation) expectDocumented(operation, answered);
    else expectProblem(method, path, answered);
  } catch (error) {
    throw new Fault('undocumented', (error as Error).message);
  }
  if (operation || method === 'OPTIONS' || (method === 'GET' && isRedirectToApp(answered))) return;
  if (![400, 404, 405, 413, 415].includes(status))
    throw new Fault('undocumented', `${method} answered ${status}`);
  if (!isProblem(answered)) throw new Fault('undocumented', `${status} is no problem document`);
}

/** @param frame what came back, undefined for nothing */
export function judgeFrame(frame: { type?: string; data?: { code?: string } } | undefined): void {
  if (frame === undefined || frame.type === 'pong') return;
  const code = frame.data?.code ?? '';
  if (/internal_error|service_unavailable/.test(code)) throw new Fault('server error', JSON.stringify(frame));
  if (frame.type !== 'error' || !frameCodes.has(code)) throw new Fault('undocumented', JSON.stringify(frame));
}

/** Of the victims, and of nobody else. */
const FOREIGN = /^"?%%victim(?:Message|sGroupMessage|sGroup)%%"?$/;

/** A person may always remove a message from those that they have saved: the answer does not show whether it exists. */
const FOR_ANY_ID = ['messages-unsave'];

/** @param fields of the request, before ids are filled in @param status of the answer */
export function expectNotReached(
  operation: Operation | undefined,
  fields: readonly (readonly [name: string, value: string])[],
  status: number,
): void {
  if (status >= 300 || !operation || FOR_ANY_ID.includes(operation.id)) return;
  // An operation ignores the fields of another one, for which the request was made.
  const isRead = (name: string) => operation.fields.some((field) => field.name === name);
  // Of a repeated field another one may count.
  const isSingle = (name: string) => fields.filter(([each]) => each === name).length === 1;
  const foreign = fields.find(([name, value]) => FOREIGN.test(value) && isRead(name) && isSingle(name));
  if (foreign) throw new Fault('reached', `${operation.id} with ${foreign.join(' = ')} answered ${status}`);
}

const BUILT_IN = JSON.stringify(Reflect.ownKeys(Object.prototype).map(String));

export function expectCleanPrototype(): void {
  const now = JSON.stringify(Reflect.ownKeys(Object.prototype).map(String));
  if (now === BUILT_IN && !('polluted' in {})) return;
  // So that the next request is judged for itself.
  Reflect.deleteProperty(Object.prototype, 'polluted');
  throw new Fault('polluted', `Object.prototype has ${now}`);
}
