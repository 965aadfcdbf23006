/**
 * Matches text in bounded time for any expression: by JavaScript's engine where its backtracking is bounded by
 * the form of the expression and the length of the text, else in linear time by RE2, else against a clock.
 */
import { createContext, Script } from 'node:vm';
import { RE2JS } from 're2js';
import { ServerError } from '../errors.ts';
import { checkTime, remainingTime, timeExceeded } from '../turns.ts';
import { backtrackingEffort } from './regex-cost.ts';

/** Steps that JavaScript's engine does in some milliseconds. */
const MAX_STEPS = 5_000_000;
/** For what RE2 cannot do, such as look-arounds: PCRE gives up after a number of steps. */
const MAX_MS = 100;

export class Pattern {
  readonly regex: RegExp;
  /** Texts up to this length are safe with JavaScript's engine. */
  readonly #safeLength: number;
  #linear: RE2JS | null | undefined;

  constructor(regex: RegExp, maxSteps = MAX_STEPS) {
    this.regex = regex;
    const { degree, factor } = backtrackingEffort(regex.source);
    this.#safeLength = Math.floor((maxSteps / factor) ** (1 / (degree + 1)));
  }

  test(text: string): boolean {
    if (text.length <= this.#safeLength) return this.regex.test(text);
    this.#linear ??= linearPattern(this.regex);
    if (this.#linear) return this.#linear.matcher(text).find();
    return limited(() => this.regex.test(text));
  }

  exec(text: string): RegExpExecArray | null {
    if (text.length <= this.#safeLength) return this.regex.exec(text);
    return limited(() => this.regex.exec(text));
  }

  all(text: string): RegExpExecArray[] {
    // redos: the query's own, bounded by its caller.
    const global = new RegExp(this.regex.source, `${this.regex.flags}g`);
    const find = (): RegExpExecArray[] => [...text.matchAll(global)];
    return text.length <= this.#safeLength ? find() : limited(find);
  }
}

/** The same pattern for RE2; null if it has parts that RE2 does not know. */
function linearPattern({ source, flags }: RegExp): RE2JS | null {
  const translated = source
    // The end before a last line break, as long as nothing is to match behind it.
    .replaceAll(/\(\?=(\\n\?\(\?-m:\$\))\)(?=$|[)|])/g, '(?:$1)')
    .replaceAll('\\/', '/');
  let options = 0;
  if (flags.includes('i')) options |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('m')) options |= RE2JS.MULTILINE;
  if (flags.includes('s')) options |= RE2JS.DOTALL;
  try {
    return RE2JS.compile(translated, options);
  } catch {
    return null;
  }
}

const sandbox = createContext({ run: (): unknown => undefined });
const script = new Script('run()');

/** Runs a match that may backtrack for ever, and ends it when it takes too long. */
function limited<T>(match: () => T): T {
  checkTime();
  const remaining = remainingTime();
  sandbox.run = match;
  try {
    return script.runInContext(sandbox, { timeout: Math.ceil(Math.min(MAX_MS, remaining)) }) as T;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    // The clock of the time-out may be ahead of performance.now() by a millisecond.
    if (remaining <= MAX_MS) throw timeExceeded();
    throw new ServerError(
      51156,
      'Error occurred while executing the regular expression. Result code: match limit exceeded',
    );
  }
}
