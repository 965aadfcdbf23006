/** Ways to spoil a request, as data: fast-check takes them away one by one until the ones are left that matter. */
import fc, { type Arbitrary } from 'fast-check';
import { BODIES, BYTES, HEADERS, METHODS, PATHS } from './parts.ts';
import type { Draft, Pair } from './valid.ts';
import { forgedPosition, hostileJson, hostileName, hostileText, operatorObject } from './values.ts';

type Place = 'params' | 'query' | 'headers' | 'body';

export type Mutation =
  | { kind: 'replace'; place: Place; pick: number; text: string; json: string }
  | { kind: 'add'; place: 'query' | 'headers' | 'body'; name: string; text: string; json: string }
  | { kind: 'drop' | 'repeat'; place: Place; pick: number }
  | { kind: 'body'; text: string }
  | { kind: 'bytes'; base64: string }
  | { kind: 'header'; name: string; text: string }
  | { kind: 'position'; name: string; text: string }
  | { kind: 'operator'; name: string; json: string }
  | { kind: 'method'; method: string }
  | { kind: 'path'; path: string }
  | { kind: 'cookies'; cookies: string[] };

const place = fc.constantFrom<Place>('params', 'query', 'headers', 'body');
const pick = fc.nat({ max: 7 });
const text = fc.oneof({ weight: 4, arbitrary: hostileText }, { weight: 1, arbitrary: forgedPosition });

const header = fc
  .constantFrom(...HEADERS)
  .chain(([name, values]) =>
    fc
      .oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: hostileText })
      .map((value): Mutation => ({ kind: 'header', name, text: value })),
  );

/** The refresh token's cookie, many cookies, and invalid ones. */
const cookies = fc.oneof(
  fc.constantFrom<string[]>(
    ['__Host-corechat-refresh=%%refresh%%'],
    ['__Host-corechat-refresh='],
    ['__Host-corechat-refresh=%%refresh%%', '__Host-corechat-refresh=other'],
    Array.from({ length: 500 }, (_, index) => `c${index}=${index}`),
    ['=', ';', '__proto__=1'],
  ),
  fc.array(
    hostileText.map((value) => `__Host-corechat-refresh=${value}`),
    { minLength: 1, maxLength: 3 },
  ),
);

const any: Arbitrary<Mutation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('replace' as const), place, pick, text, json: hostileJson }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      place: fc.constantFrom('query', 'headers', 'body'),
      name: hostileName,
      text,
      json: hostileJson,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('drop', 'repeat'), place, pick }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('body' as const), text: fc.constantFrom(...BODIES) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('bytes' as const), base64: fc.constantFrom(...BYTES) }),
  },
  { weight: 3, arbitrary: header },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('method' as const), method: fc.constantFrom(...METHODS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('path' as const), path: fc.constantFrom(...PATHS) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cookies' as const), cookies }) },
);

const POSITIONS = ['before', 'since', 'after'];

/**
 * @param fields of the operation, also those that a request leaves out: each is given operators more often than chance would, and
 * where a page or a sync goes on, which is a token of the client's keeping, is forged
 */
export function mutationOf(fields: string[]): Arbitrary<Mutation> {
  const positions = fields.filter((name) => POSITIONS.includes(name));
  const operator = fc.record({
    kind: fc.constant('operator' as const),
    name: fc.constantFrom(...fields, 'Token'),
    json: operatorObject,
  });
  const common = fc.oneof({ weight: 3, arbitrary: any }, { weight: 1, arbitrary: operator });
  if (positions.length === 0) return common;
  const forged = fc.record({
    kind: fc.constant('position' as const),
    name: fc.constantFrom(...positions),
    text: forgedPosition,
  });
  return fc.oneof({ weight: 1, arbitrary: common }, { weight: 1, arbitrary: forged });
}

/** The request before it is cast. */
export interface Spoilt extends Draft {
  cookies: string[];
  /** instead of `body`: bytes that are no text */
  base64?: string;
  /** the path is none of the operation's */
  strayed?: true;
}

const replaced = (pairs: Pair[], at: number, value: string): Pair[] =>
  pairs.map(([name, old], index) => [name, index === at % pairs.length ? value : old]);

export function spoil(request: Spoilt, change: Mutation): Spoilt {
  switch (change.kind) {
    case 'replace':
    case 'drop':
    case 'repeat': {
      const pairs = request[change.place];
      if (!Array.isArray(pairs) || pairs.length === 0) return request;
      const at = change.pick % pairs.length;
      if (change.kind === 'replace') {
        const value = change.place === 'body' ? change.json : change.text;
        return { ...request, [change.place]: replaced(pairs, at, value) };
      }
      // Without its parameter a path is another one.
      if (change.place === 'params') return request;
      const rest = change.kind === 'drop' ? pairs.toSpliced(at, 1) : [...pairs, pairs[at] as Pair];
      return { ...request, [change.place]: rest };
    }
    case 'add': {
      const pairs = request[change.place] ?? [];
      if (!Array.isArray(pairs)) return request;
      const value = change.place === 'body' ? change.json : change.text;
      return { ...request, [change.place]: [...pairs, [change.name, value]] };
    }
    case 'body':
      return { ...request, body: change.text };
    case 'bytes':
      return { ...request, base64: change.base64 };
    case 'header':
      return { ...request, headers: [...request.headers, [change.name, change.text]] };
    case 'operator': {
      // Bodies are read with every method, GET too.
      const given = Array.isArray(request.body) ? request.body : [];
      const others = given.filter(([name]) => name !== change.name);
      return { ...request, body: [...others, [change.name, change.json]] };
    }
    case 'position': {
      const others = request.query.filter(([name]) => !POSITIONS.includes(name));
      return { ...request, query: [...others, [change.name, change.text]] };
    }
    case 'method':
      return { ...request, method: change.method };
    case 'path':
      return { ...request, path: change.path, params: [], strayed: true };
    case 'cookies':
      return { ...request, cookies: change.cookies };
  }
}
