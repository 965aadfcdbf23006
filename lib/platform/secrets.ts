/**
 * Reads secrets from AWS Secrets Manager, in one request when a function starts, and again while it serves requests, so that a
 * rotation needs no deployment (docs/decisions/026-secrets-read-by-functions.md). Secrets in the environment, as locally, are used
 * as they are.
 */
import * as v from 'valibot';
import { config } from './config.ts';
import { isRefusedLogin } from './database-errors.ts';
import { describeError, log } from './log.ts';
import { SECRET_MAX_AGE_SECONDS } from './secret-age.ts';
import { fetchSecrets, SecretsError } from './secrets-manager.ts';

/** Minimum time between two reads, so that tokens with unknown keys cannot cause a flood of them. */
const PAUSE_MS = 30_000;

const needed: Secret<unknown>[] = [];

/** Warm-up work that runs once while the first read is in flight. */
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
   * @param purpose last part of the secret's name: jwt in corechat/prod/jwt
   * @param variable the field of the secret, a JSON object
   * @param given value from the environment; the secret is then never read
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
   * Requests the secret. Secrets needed by the modules of a bundle are read together once the bundle is loaded.
   * @param rehearse warm-up: loads and compiles the code that will use the value; never fails
   */
  need(rehearse: () => unknown = () => {}): void {
    if (this.#value !== undefined || needed.includes(this)) return;
    needed.push(this);
    rehearsals.push(rehearse);
    // Requests await it and get its error.
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

  /** Keeps the same object while the text is unchanged. @throws SecretsError, without any part of the text */
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
  // At a random time, so that environments that started together do not all read at once.
  dueAt = askedAt + 1_000 * SECRET_MAX_AGE_SECONDS * (0.8 + 0.2 * Math.random());
}

/** Waits until the bundle is loaded, when all needed secrets are known. */
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

/** @param adopt called before each request; on Lambda no earlier request is running then */
export const beforeRequests = (adopt: Adopt): void => void adopters.push(adopt);

/** Call before using a secret. @throws SecretsError; the next request tries again */
export async function secretsReady(): Promise<void> {
  if (!needed.every(({ isKnown }) => isKnown)) await read();
  for (const adopt of adopters) await adopt();
}

/** Reads again, at most every 30 seconds. Never fails: the known values stay. */
export async function renewSecrets(): Promise<void> {
  if (needed.length === 0 || performance.now() - askedAt < PAUSE_MS) return;
  try {
    await read();
  } catch (error) {
    log.warn('secrets not renewed', { error: describeError(error, 0) });
  }
}

let isDoubted = false;

/** @param error of a request: a refused login can mean that the secret is outdated */
export function noteRefusedLogin(error: unknown): void {
  if (isRefusedLogin(error)) isDoubted = true;
}

/** Renews secrets in parallel with a request when they are due, or after it when the database refused the login. */
export async function renewingSecrets<Result>(work: () => Promise<Result>): Promise<Result> {
  const renewal = performance.now() < dueAt ? undefined : renewSecrets();
  try {
    return await work();
  } finally {
    // Awaited, because Lambda freezes the environment after the response.
    await renewal;
    if (isDoubted) await renewSecrets();
    isDoubted = false;
  }
}

/** For tests: the purposes of the secrets that the loaded modules need, sorted. */
export const neededSecrets = (): string[] => needed.map(({ purpose }) => purpose).sort();

/** For tests: makes all values due for renewal. */
export function expireSecrets(): void {
  askedAt = dueAt = Number.NEGATIVE_INFINITY;
}
