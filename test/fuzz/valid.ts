/** Requests as the document asks for them. What only a person knows, such as names, tokens and ids, is left to cast.ts. */
import fc, { type Arbitrary } from 'fast-check';
import { type Field, type Operation, resolve, type Schema } from './document.ts';

/** Messages that the sender sees, and one that they do not. */
const SEEN = ['%%newMessage%%', '%%ownMessage%%', '%%groupMessage%%'];
const MESSAGES = [...SEEN, '%%victimMessage%%', '%%victimsGroupMessage%%'];
const CONVERSATIONS = ['%%peer%%', '%%mine%%', '%%group%%', '%%victimsGroup%%'];
const GROUPS = ['%%group%%', '%%group%%', '%%joinableGroup%%', '%%victimsGroup%%'];

/** `%%name%%` stands for data of the sender. */
const CASTED: Record<string, readonly string[]> = {
  conversation: CONVERSATIONS,
  User: ['%%peer%%', '%%me%%', '%%other%%', 'nobody-here'],
  prefix: ['%%prefix%%'],
  password: ['%%password%%'],
  current_password: ['%%password%%'],
  RefreshToken: ['%%refresh%%'],
  Conversation: ['%%mine%%', '%%group%%'],
  after: ['%%cursor%%'],
  before: ['%%cursor%%'],
  since: ['%%since%%'],
  around: MESSAGES,
  file: ['%%file%%'],
  Seq: ['%%seq%%'],
  ReplyTo: ['%%newMessage%%'],
  Type: ['image/png', 'text/plain'],
  ForwardOf: MESSAGES,
  invite: ['%%invite%%'],
  code: ['%%code%%', '%%ownCode%%'],
};

/** Where the same name means different things. */
const CASTED_FOR: Record<string, Record<string, readonly string[]>> = {
  'auth-register': { username: ['%%newcomer%%'], password: ['%%password%%', 'päßwörd 🔑 123'] },
  'auth-login': { username: ['%%me%%'] },
  'auth-recover': { username: ['%%me%%'], code: ['%%recoveryCode%%'], new_password: ['päßwörd 🔑 123'] },
  'me-confirm-mail': { Code: ['%%mailCode%%'] },
  'digests-unsubscribe': { token: ['%%unsubscribe%%'] },
  'users-show': { username: ['%%peer%%', '%%victim%%'] },
  'blocks-add': { username: ['%%other%%'] },
  'blocks-remove': { username: ['%%other%%'] },
  'sessions-end': { id: ['current', '%%spareSession%%'] },
  'attachments-show': { id: ['%%attachment%%', '%%victimAttachment%%'] },
  'messages-edit': { id: ['%%ownMessage%%', '%%groupMessage%%'] },
  'messages-delete': { id: ['%%ownMessage%%', '%%groupMessage%%'] },
  'messages-report': { id: ['%%newMessage%%'] },
  'messages-readers': { id: MESSAGES },
  'messages-react': { id: MESSAGES },
  'messages-unreact': { id: MESSAGES },
  'messages-pin': { id: MESSAGES },
  'messages-unpin': { id: MESSAGES },
  'messages-save': { id: MESSAGES },
  'messages-unsave': { id: MESSAGES },
  'groups-show': { id: GROUPS },
  'groups-update': { id: GROUPS },
  'groups-close': { id: GROUPS },
  'groups-members': { id: GROUPS },
  'groups-set-member': { id: GROUPS, username: ['%%me%%', '%%peer%%', '%%other%%', '%%victim%%'] },
  'groups-remove-member': { id: GROUPS, username: ['%%peer%%', '%%peer%%', '%%me%%', '%%victim%%'] },
  'groups-invite': { id: GROUPS },
  'groups-invites': { id: GROUPS },
  'groups-revoke-invite': { id: GROUPS },
};

const visible = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 });

function textOf({ minLength = 0, maxLength = 100, pattern, format }: Schema): Arbitrary<string> {
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  if (format === 'email') return fc.nat().map((number) => `person${number}@example.org`);
  return fc
    .tuple(fc.array(visible, { minLength: 1, maxLength: 8 }), fc.constantFrom('x', 'é', '漢'))
    .map(([words, filler]) =>
      words.join(' ').slice(0, maxLength).trim().padEnd(Math.max(1, minLength), filler),
    );
}

/** A value that the schema allows, as JSON. */
export function valueFor(given: Schema): Arbitrary<string> {
  const schema = resolve(given);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(valueFor));
  if (schema.const !== undefined) return fc.constant(JSON.stringify(schema.const));
  if (schema.enum) return fc.constantFrom(...schema.enum.map((value) => JSON.stringify(value)));
  if (schema.type === 'null') return fc.constant('null');
  if (schema.type === 'boolean') return fc.boolean().map(String);
  if (schema.type === 'integer') {
    const { minimum: min = 0, maximum: max = 2 ** 31 } = schema;
    return fc.integer({ min, max }).map(String);
  }
  if (schema.type === 'object') {
    const entries = Object.entries(schema.properties ?? {});
    return fc
      .tuple(...entries.map(([, property]) => valueFor(property)))
      .map((values) => `{${values.map((value, index) => `"${entries[index]?.[0]}":${value}`).join()}}`);
  }
  if (schema.type === 'array') {
    return fc.array(valueFor(schema.items ?? {}), { maxLength: 3 }).map((values) => `[${values.join()}]`);
  }
  return textOf(schema).map((text) => JSON.stringify(text));
}

/** As JSON, numbers in quotation marks where they are cast: they are taken off there. */
function castOrValue(operation: string, { name, schema }: Field): Arbitrary<string> {
  if (name === 'emoji') return fc.constantFrom('"🦊"', '"👩‍🚀"');
  const cast = CASTED_FOR[operation]?.[name] ?? CASTED[name];
  if (name === 'Members') return fc.constantFrom('[]', '["%%peer%%"]', '["%%other%%","%%victim%%"]');
  // Unknown ids are refused, and with them the whole message.
  if (name === 'Attachments') return fc.constant('[]');
  // Others need a confirmed address.
  if (name === 'digest') return fc.constant('"off"');
  if (name === 'quiet_hours')
    return fc.constantFrom('{"from":"22:00","to":"07:00","zone":"Europe/Berlin"}', 'null');
  if (!cast) return name.toLowerCase() === 'avatar' ? avatar : valueFor(schema);
  return fc.constantFrom(...cast.map((text) => (name === 'Seq' ? text : JSON.stringify(text))));
}

const avatar = fc.constantFrom('{"emoji":"🦊"}', '{"color":"#ff8800"}', 'null');

export type Pair = [name: string, value: string];

/** Its parts as lists of names and values, so that a name can be there twice. */
export interface Draft {
  method: string;
  path: string;
  params: Pair[];
  query: Pair[];
  headers: Pair[];
  /** names as they are, values as JSON; a string stands for the whole body */
  body: Pair[] | string | undefined;
}

/** The token in the body is for the original clients; a valid request has it in the header. */
const isSent = ({ name }: Field): boolean => name !== 'Token';

const asText = (value: string): string => {
  const parsed: unknown = value.startsWith('%%') ? value : JSON.parse(value);
  return typeof parsed === 'string' ? parsed : value;
};

interface Given {
  field: Field;
  value: string;
}

/** Each leads a list in another direction: one at a time. */
const DIRECTIONS = ['around', 'after', 'since', 'before'];

/** Fields that go together: a page has one direction, a forward has the text of another message, and a reply answers in its conversation. */
function together(given: Given[]): Given[] {
  const drawnFor = (name: string) => given.find(({ field }) => field.name === name)?.value;
  const isDrawn = (name: string) => drawnFor(name) !== undefined;
  const isElsewhere = isDrawn('User') && drawnFor('User') !== '"%%peer%%"';
  const excluded = [
    ...DIRECTIONS.slice(DIRECTIONS.findIndex(isDrawn) + 1).filter(() => DIRECTIONS.some(isDrawn)),
    ...(isElsewhere ? ['ReplyTo'] : []),
    ...(isDrawn('ForwardOf') ? ['Message', 'ReplyTo'] : []),
  ];
  const inGroup = drawnFor('Conversation') === '"%%group%%"';
  return given
    .filter(({ field }) => !excluded.includes(field.name))
    .map((each) =>
      inGroup && each.field.name === 'ReplyTo' ? { ...each, value: '"%%groupMessage%%"' } : each,
    );
}

export function validDraft({ id, method, path, fields, needsToken }: Operation): Arbitrary<Draft> {
  const known = fields.filter(isSent);
  const values = fc.tuple(
    ...known.map((field) =>
      fc.tuple(field.required ? fc.constant(true) : fc.boolean(), castOrValue(id, field)),
    ),
  );
  return values.map((drawn) => {
    const byId = drawn[known.findIndex(({ name }) => name === 'Conversation')]?.[0] === true;
    const given = known.flatMap((field, index) => {
      const [isThere, value] = drawn[index] ?? [false, ''];
      // A person or a conversation: one of the two has to be there. A forward has no text beside it.
      const isGiven = field.name === 'User' ? !byId : field.name === 'Message' || isThere;
      return isGiven ? [{ field, value }] : [];
    });
    const kept = together(given);
    const pairs = (place: Field['in'], change: (value: string) => string): Pair[] =>
      kept.filter(({ field }) => field.in === place).map(({ field, value }) => [field.name, change(value)]);
    const body = pairs('body', (value) => value);
    // Not Idempotency-Key, which has to equal a ClientId beside it.
    const headers = pairs('header', asText).flatMap(([name]): Pair[] =>
      HEADERS[name] ? [[name, HEADERS[name]]] : [],
    );
    const hasBody = fields.some((field) => field.in === 'body') && (body.length > 0 || method !== 'DELETE');
    return {
      method,
      path,
      params: pairs('path', asText),
      query: pairs('query', asText),
      headers: [...headers, ...(needsToken ? [['authorization', 'Bearer %%token%%'] as Pair] : [])],
      body: hasBody ? (body.length === 0 && id === 'me-update' ? [['bio', '"written"']] : body) : undefined,
    };
  });
}

const HEADERS: Record<string, string> = { Prefer: 'return=representation', 'X-CoreChat-Session': 'cookie' };
