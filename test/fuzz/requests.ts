/** The arbitrary requests: each operation of the document and each kind of frame, valid and then spoilt, or with an honest text. */
import fc, { type Arbitrary } from 'fast-check';
import { type Field, frames, type Operation, operations } from './document.ts';
import { HONEST_LONG, HONEST_TEXTS } from './honest.ts';
import { type Mutation, mutationOf, type Spoilt, spoil } from './mutations.ts';
import { type Pair, validDraft, valueFor } from './valid.ts';
import { hostileJson, hostileName, hostileText } from './values.ts';

export interface HttpFuzz extends Spoilt {
  kind: 'http';
  operation: string;
  /** It has to be accepted, and to come back: the field's name and the text. */
  honest?: { field: string; text: string };
}

export interface FrameFuzz {
  kind: 'frame';
  /** the route that the gateway selects by the frame's type */
  operation: string;
  text: string;
  /** over the network it is sent as binary */
  binary: boolean;
}

export interface HandshakeFuzz {
  kind: 'handshake';
  operation: '$connect';
  ticket: string;
  origin: string | undefined;
  extra: Pair[];
}

export type FuzzRequest = HttpFuzz | FrameFuzz | HandshakeFuzz;

/** Passwords are hashed, which takes 35 ms: these are asked less often. */
const HASHING = new Set(['auth-register', 'auth-login', 'auth-recover', 'me-password', 'me-delete']);

/** They serve large files and read little of a request. */
const isFile = (id: string): boolean => /^system-(web|openapi)/.test(id);

/** What a list is asked with leads furthest in. */
const weightOf = (id: string): number => (HASHING.has(id) || isFile(id) ? 2 : /list|export/.test(id) ? 8 : 5);

/** Fields that take any text, and how long a one. */
const FREE: Record<string, Record<string, number>> = {
  'messages-send': { Message: 8_000 },
  'messages-edit': { Message: 8_000 },
  'me-update': { bio: 500, display_name: 50, first_name: 100, last_name: 100 },
  'messages-report': { Detail: 1_000 },
};

/** Names are one line without invisible marks; spaces around profile fields and details are cut off. */
const suits = (field: string, maximum: number) => (text: string) =>
  [...text].length <= maximum &&
  (field === 'Message' || text.trim() === text) &&
  (field === 'Message' || field === 'Detail' || !/[\p{Cc}\p{Bidi_Control}]/u.test(text));

const honestTexts = (field: string, maximum: number): Arbitrary<string> =>
  fc.constantFrom(...[...HONEST_TEXTS, ...HONEST_LONG].filter(suits(field, maximum)));

const start = (operation: Operation): Arbitrary<HttpFuzz> =>
  validDraft(operation).map((draft) => ({ kind: 'http', operation: operation.id, cookies: [], ...draft }));

const spoilt = (operation: Operation): Arbitrary<HttpFuzz> =>
  fc
    .tuple(start(operation), fc.array(mutationOf(operation.fields.map(({ name }) => name)), { maxLength: 3 }))
    .map(([valid, changes]) => ({
      ...valid,
      ...changes.reduce<Spoilt>((request, change: Mutation) => spoil(request, change), valid),
    }));

/** Not sent beside an honest text: the first is chosen by the client that retries, the second stands for a text. */
const REPLACED = ['ClientId', 'ForwardOf'];

function honest(operation: Operation): Arbitrary<HttpFuzz> {
  const free = Object.entries(FREE[operation.id] ?? {});
  return fc.constantFrom(...free).chain(([field, maximum]) =>
    fc.tuple(start(operation), honestTexts(field, maximum)).map(([valid, text]) => {
      const others = (valid.body as Pair[]).filter(([name]) => !REPLACED.includes(name) && name !== field);
      const body: Pair[] = [...others, [field, JSON.stringify(text)]];
      const headers: Pair[] = [
        ['authorization', 'Bearer %%token%%'],
        ['prefer', 'return=representation'],
      ];
      const to = body.map(([name, value]): Pair => (name === 'User' ? [name, '"%%peer%%"'] : [name, value]));
      return { ...valid, headers, body: to, honest: { field, text } };
    }),
  );
}

const httpRequests = operations.map((operation) => ({
  weight: weightOf(operation.id),
  arbitrary:
    operation.id in FREE
      ? fc.oneof({ weight: 3, arbitrary: spoilt(operation) }, { weight: 1, arbitrary: honest(operation) })
      : spoilt(operation),
}));

const RAW_FRAMES = [
  '',
  ' ',
  'not JSON',
  'null',
  '[]',
  '5',
  '{',
  '{"type":"nonsense"}',
  '{"type":["ping"]}',
  '{"type":{"$ne":"ping"}}',
  '{"type":"$connect"}',
  '{"type":"$disconnect"}',
  '{"type":"__proto__"}',
  '{"__proto__":{"type":"ping"}}',
  '{"type":"ping","type":"typing"}',
  '['.repeat(4_000),
  '{"a":'.repeat(800),
  'x'.repeat(4_097),
  `{"type":"ping","pad":"${'x'.repeat(30_000)}"}`,
  '\0',
  '\uFEFF{"type":"ping"}',
  '{"action":"ping"}',
];

const castFrameField = ({ name, schema }: Field): Arbitrary<string> =>
  name === 'User' ? fc.constantFrom('"%%peer%%"', '"%%victim%%"', '"%%me%%"') : valueFor(schema);

/** JSON that lacks, repeats or adds fields, with values of any kind. */
const frameOf = (fields: Field[]): Arbitrary<string> =>
  fc
    .tuple(
      ...fields.map((field) =>
        fc.oneof(
          { weight: 4, arbitrary: castFrameField(field) },
          { weight: field.name === 'type' ? 0 : 2, arbitrary: hostileJson },
        ),
      ),
      fc.array(fc.tuple(hostileName, hostileJson), { maxLength: 2 }),
    )
    .map((drawn) => {
      const extra = drawn.at(-1) as Pair[];
      const own = fields.map((field, index): Pair => [field.name, String(drawn[index])]);
      return toJson([...own, ...extra]);
    });

/** Names may repeat; values are JSON already. */
export const toJson = (pairs: Pair[]): string =>
  `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`;

const frameRequests = [
  ...frames.map(({ type, fields }) =>
    fc
      .tuple(frameOf(fields), fc.boolean())
      .map(([text, binary]): FrameFuzz => ({ kind: 'frame', operation: type, text, binary })),
  ),
  fc
    .tuple(
      fc.constantFrom('ping', 'typing', '$default'),
      fc.oneof(fc.constantFrom(...RAW_FRAMES), hostileText),
      fc.boolean(),
    )
    .map(([operation, text, binary]): FrameFuzz => ({ kind: 'frame', operation, text, binary })),
].map((arbitrary) => ({ weight: 4, arbitrary }));

const handshake: Arbitrary<HandshakeFuzz> = fc.record({
  kind: fc.constant('handshake' as const),
  operation: fc.constant('$connect' as const),
  ticket: fc.oneof(fc.constant('%%ticket%%'), hostileText),
  origin: fc.option(fc.oneof(fc.constant('https://evil.example'), hostileText), { nil: undefined, freq: 1 }),
  extra: fc.array(fc.tuple(hostileName, hostileText), { maxLength: 2 }),
});

export const fuzzRequest: Arbitrary<FuzzRequest> = fc.oneof(...httpRequests, ...frameRequests, {
  weight: 3,
  arbitrary: handshake,
});
