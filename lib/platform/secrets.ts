/**
 * Secrets that are not in the environment: read from AWS Secrets Manager in one request as a function starts, kept by its execution
 * environment, and read again while it serves requests, so that a rotation takes no deployment
 * (docs/decisions/026-secrets-read-by-functions.md). With MONGODB_URI and JWT_KEYS in the environment, as locally, nothing is read.
 */
import * as v from 'valibot';
import { config } from './config.ts';
import { describeError, log } from './log.ts';
import { SECRET_MAX_AGE_SECONDS } from './secret-age.ts';
import { fetchSecrets, SecretsError } from './secrets-manager.ts';
import { isRefusedLogin } from './unavailable.ts';

/** Between two readings, however many tokens name an unknown key. */
const PAUSE_MS = 30_000;

const needed: Secret<unknown>[] = [];

/** What may run once, while the first answer is on its way and there is nothing else to do. */
const rehearsals: (() => unknown)[] = [];
let reading: Promise<void> | undefined;
let askedAt = Number.NEGATIVE_INFINITY;
let dueAt = Number.POSITIVE_INFINITY;

export class Secret<Value> {
  readonly purpose: string;
  readonly #variable: string;
  readonly #schema: v.GenericSchema<string, Value>;
  #value: Value | undefined;
  #text = '';

  /**
   * @param purpose the last part of its name: jwt in corechat/prod/jwt
   * @param variable what the secret, a JSON object, holds
   * @param given by the environment, and then never read
   */
  constructor(purpose: string, variable: string, schema: v.GenericSchema<string, Value>, given?: Value) {
    this.purpose = purpose;
    this.#variable = variable;
    this.#schema = schema;
    this.#value = given;
  }

  get name(): string {
    return `${config.secrets.prefix}/${this.purpose}`;
  }

  /**
   * What is needed while a bundle is loaded is read together, as soon as it is loaded.
   * @param rehearse loads and compiles what the value will be used for; it never fails
   */
  need(rehearse: () => unknown = () => {}): void {
    if (this.#value !== undefined || needed.includes(this)) return;
    needed.push(this);
    rehearsals.push(rehearse);
    // Requests wait for it, and learn why it failed.
    read().catch(() => undefined);
  }

  get isKnown(): boolean {
    return this.#value !== undefined;
  }

  get value(): Value {
    if (this.#value === undefined)
      throw new SecretsError(`The secret ${this.name} is used before it is read`);
    return this.#value;
  }

  /** The value stays the same object while the text does. @throws SecretsError, which shows nothing of it */
  accept(text = ''): void {
    if (this.#value !== undefined && text === this.#text) return;
    this.#value = parse(this.name, this.#variable, this.#schema, text);
    this.#text = text;
  }
}

function parse<Value>(
  name: string,
  variable: string,
  schema: v.GenericSchema<string, Value>,
  text: string,
): Value {
  let values: Record<string, unknown> | null;
  try {
    values = JSON.parse(text);
  } catch {
    throw new SecretsError(`The secret ${name} must be a JSON object with ${variable}`);
  }
  const { success, output, issues } = v.safeParse(schema, values?.[variable]);
  if (success) return output;
  const rule = typeof values?.[variable] === 'string' ? issues[0].message : 'is missing';
  throw new SecretsError(`The secret ${name}: ${variable} ${rule}`);
}

async function readAll(): Promise<void> {
  askedAt = performance.now();
  const texts = await fetchSecrets(
    needed.map(({ name }) => name),
    () => {
      for (const rehearse of rehearsals.splice(0)) rehearse();
    },
  );
  for (const secret of needed) secret.accept(texts.get(secret.name));
  // Not all at once, where many environments started together.
  dueAt = askedAt + 1_000 * SECRET_MAX_AGE_SECONDS * (0.8 + 0.2 * Math.random());
}

/** Not before the code that is running, which loads the bundle, has ended: by then all that is needed is known. */
function read(): Promise<void> {
  reading ??= Promise.resolve()
    .then(readAll)
    .finally(() => {
      reading = undefined;
    });
  return reading;
}

type Adopt = () => Promise<void>;
const adopters: Adopt[] = [];

/** @param adopt is called before each request, when nothing of an earlier one is under way on Lambda */
export const beforeRequests = (adopt: Adopt): void => void adopters.push(adopt);

/** Call before anything uses a secret. @throws SecretsError; the next request tries again */
export async function secretsReady(): Promise<void> {
  if (!needed.every(({ isKnown }) => isKnown)) await read();
  for (const adopt of adopters) await adopt();
}

/** Reads again, at most every half minute. Never fails: what is known stays. */
export async function renewSecrets(): Promise<void> {
  if (needed.length === 0 || performance.now() - askedAt < PAUSE_MS) return;
  try {
    await read();
  } catch (error) {
    log.warn('secrets not renewed', { error: describeError(error, 0) });
  }
}

let isDoubted = false;

/** @param error that ended a request: a refused login may mean that the secret is an old one */
export function noteRefusedLogin(error: unknown): void {
  if (isRefusedLogin(error)) isDoubted = true;
}

/** Renews secrets beside a request, when they are due, or after it, when the database refused them. */
export async function renewingSecrets<Result>(work: () => Promise<Result>): Promise<Result> {
  const renewal = performance.now() < dueAt ? undefined : renewSecrets();
  try {
    return await work();
  } finally {
    // Lambda freezes what is not waited for.
    await renewal;
    if (isDoubted) await renewSecrets();
    isDoubted = false;
  }
}

/** For tests: the purposes of what the loaded bundle needs, in order. */
export const neededSecrets = (): string[] => needed.map(({ purpose }) => purpose).sort();

/** For tests: makes what is known due. */
export function expireSecrets(): void {
  askedAt = dueAt = Number.NEGATIVE_INFINITY;
}
