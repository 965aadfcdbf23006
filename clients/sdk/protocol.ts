/**
 * src/protocol.ts: the protocol's types, out of the schemas that the functions validate with and the resources that they answer.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { endpoints } from '../../generate/declarations.ts';
import type { EndpointDeclaration } from '../../lib/http/declaration.ts';
import { problems } from '../../lib/http/errors.ts';

const ROOT = join(import.meta.dirname, '../..');
const TARGET = join(import.meta.dirname, 'src/protocol.ts');

/** Taken over as they are written, comments included. */
const DECLARATIONS: Record<string, string[]> = {
  'lib/messages/message.ts': ['MessageResource'],
  'lib/conversations/inbox.ts': ['ConversationResource'],
  'lib/blocks/block.ts': ['BlockResource'],
  'lib/moderation/reporting.ts': ['ReportResource'],
  'lib/sessions/session.ts': ['SessionResource'],
  'lib/accounts/avatar.ts': ['Avatar'],
  'lib/accounts/profile.ts': ['PublicProfileResource', 'OwnProfileResource'],
  'lib/accounts/profiles.ts': ['PersonResource'],
  'lib/accounts/export.ts': ['ExportedConversation', 'ExportPage'],
  'lib/realtime/frames.ts': ['ConversationFrame', 'ServerFrame'],
  'lib/http/errors.ts': ['FieldError'],
};

/** What a client may put into each. */
const INPUTS = {
  RegisterInput: endpoints['auth/register'],
  LoginInput: endpoints['auth/login'],
  UpdateProfileInput: endpoints['me/update'],
  ChangePasswordInput: endpoints['me/password'],
  DeleteAccountInput: endpoints['me/delete'],
  SendMessageInput: endpoints['messages/send'],
  ReportMessageInput: endpoints['messages/report'],
};

/** @param source formatted, so that a declaration ends at the first line that closes it at the margin */
function declaration(source: string, name: string): string {
  const pattern = `((?:^/\\*\\*(?:(?!\\*/)[^])*\\*/\\n)?)^(?:export )?((?:interface ${name}\\b[^]*?^}$)|(?:type ${name} =[^]*?;$(?=\\n\\n|\\n$)))`;
  const [, comment = '', text] = new RegExp(pattern, 'm').exec(source) ?? [];
  if (text === undefined) throw new Error(`There is no declaration of ${name}`);
  return `${comment}export ${text}`;
}

/** As TypeScript spells what a schema accepts. */
function typeOf(schema: JsonSchema): string {
  const { type, anyOf, properties, required = [] } = schema;
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(' | ');
  if (anyOf) return anyOf.map((each) => typeOf(each as JsonSchema)).join(' | ');
  if (type === 'string' || type === 'boolean' || type === 'null') return type;
  if (type === 'number' || type === 'integer') return 'number';
  if (!properties) throw new Error(`Nothing is known of ${JSON.stringify(schema)}`);
  const fields = Object.entries(properties).map(([name, value]) => {
    const text = typeOf(value as JsonSchema);
    return required.includes(name) ? `${name}: ${text};` : `${name}?: ${text} | undefined;`;
  });
  return `{ ${fields.join(' ')} }`;
}

/** A schema that chooses by the fields which are given has its alternatives as `options`. */
function input([name, { spec }]: [string, EndpointDeclaration]): string {
  const schema: GenericSchema = spec.input;
  const written = (each: GenericSchema) =>
    typeOf(toJsonSchema(each, { typeMode: 'input', errorMode: 'ignore' }));
  if (schema.type !== 'lazy') return `export interface ${name} ${written(schema)}`;
  const { options } = schema as unknown as { options: GenericSchema[] };
  return `export type ${name} = ${options.map(written).join(' | ')};`;
}

/** @returns what src/protocol.ts must hold */
export function generateProtocol(): string {
  const declared = Object.entries(DECLARATIONS).flatMap(([path, names]) => {
    const source = readFileSync(join(ROOT, path), 'utf8');
    return names.map((name) => declaration(source, name));
  });
  const codes = Object.keys(problems).map((code) => `  | '${code}'`);
  const parts = [
    '/** Generated from lib and functions by `npm run generate`. Do not edit. */',
    ...declared,
    ...Object.entries(INPUTS).map(input),
    `export type ProblemCode =\n${codes.join('\n')};`,
  ];
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  return execFileSync(process.execPath, [biome, 'format', `--stdin-file-path=${TARGET}`], {
    cwd: ROOT,
    input: parts.join('\n\n'),
    encoding: 'utf8',
  });
}
