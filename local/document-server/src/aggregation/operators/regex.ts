import { document, Regex, typeName, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import type { Pattern } from '../../query/pattern.ts';
import { compileRegex } from '../../query/regex.ts';
import { isNullish, type Operators } from '../types.ts';
import { type NamedArguments, named } from './define.ts';

function prepare(
  { input, regex, options }: NamedArguments,
  name: string,
): { value: string; pattern: Pattern } | undefined {
  if (isNullish(input) || isNullish(regex)) return undefined;
  if (typeof input !== 'string') throw new ServerError(51104, `${name} needs 'input' to be of type string`);
  if (typeof regex !== 'string' && !(regex instanceof Regex)) {
    throw new ServerError(51105, `${name} needs 'regex' to be of type string or regex`);
  }
  if (!isNullish(options) && typeof options !== 'string') {
    throw new ServerError(51106, `${name} needs 'options' to be of type string, not ${typeName(options)}`);
  }
  const given = isNullish(options) ? undefined : options;
  if (regex instanceof Regex && regex.flags !== '' && given !== undefined) {
    throw new ServerError(
      51107,
      `${name}: found regex option(s) specified in both 'regex' and 'option' fields`,
    );
  }
  const source =
    regex instanceof Regex ? new Regex(regex.pattern, given ?? regex.flags) : new Regex(regex, given ?? '');
  return { value: input, pattern: compileRegex(source) };
}

function describe(match: RegExpExecArray): Value {
  return document({
    match: match[0],
    idx: [...match.input.slice(0, match.index)].length,
    captures: match.slice(1).map((capture) => capture ?? null),
  });
}

const FIELDS = ['input!', 'regex!', 'options'];

export const regexOperators: Operators = {
  $regexMatch: named(FIELDS, (args, name) => {
    const prepared = prepare(args, name);
    return prepared ? prepared.pattern.test(prepared.value) : false;
  }),
  $regexFind: named(FIELDS, (args, name) => {
    const prepared = prepare(args, name);
    const match = prepared?.pattern.exec(prepared.value);
    return match ? describe(match) : null;
  }),
  $regexFindAll: named(FIELDS, (args, name) => {
    const prepared = prepare(args, name);
    if (!prepared) return [];
    return prepared.pattern.all(prepared.value).map(describe);
  }),
};
