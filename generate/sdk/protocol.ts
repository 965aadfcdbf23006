/** clients/sdk/src/protocol.ts: types of requests and responses, from the schemas of declarations and resources. */
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import type { EndpointDeclaration } from '../../lib/http/declaration.ts';
import { problems } from '../../lib/http/errors.ts';
import { componentSchemas } from '../../openapi/json-schema.ts';
import { endpoints } from '../declarations.ts';
import { formatted } from '../formatted.ts';

/** Components of the document by their names in the SDK. */
export const RESOURCES: Record<string, string> = {
  Message: 'MessageResource',
  System: 'SystemResource',
  Conversation: 'ConversationResource',
  InboxGroup: 'InboxGroupResource',
  Group: 'GroupResource',
  ListedGroup: 'ListedGroupResource',
  GroupPreview: 'GroupPreviewResource',
  CreatedGroup: 'CreatedGroupResource',
  Member: 'MemberResource',
  Invite: 'InviteResource',
  CreatedInvite: 'CreatedInviteResource',
  Block: 'BlockResource',
  Reader: 'ReaderResource',
  Report: 'ReportResource',
  Session: 'SessionResource',
  Activity: 'ActivityResource',
  SavedMessage: 'SavedMessageResource',
  Search: 'SearchResource',
  Avatar: 'Avatar',
  Person: 'PersonResource',
  Profile: 'OwnProfileResource',
  PublicProfile: 'PublicProfileResource',
  RecoveryCodes: 'RecoveryCodesResource',
  ExportedConversation: 'ExportedConversation',
  ExportPage: 'ExportPage',
  ServerSettings: 'ServerSettingsResource',
  ServerFrame: 'ServerFrame',
  FieldError: 'FieldError',
};

/** The inputs of endpoints. */
export const INPUTS = {
  RegisterInput: endpoints['auth/register'],
  LoginInput: endpoints['auth/login'],
  UpdateProfileInput: endpoints['me/update'],
  ChangePasswordInput: endpoints['me/password'],
  RecoverInput: endpoints['auth/recover'],
  MakeRecoveryCodesInput: endpoints['me/recovery-codes'],
  DeleteAccountInput: endpoints['me/delete'],
  SendMessageInput: endpoints['messages/send'],
  ReportMessageInput: endpoints['messages/report'],
  CreateGroupInput: endpoints['groups/create'],
};

const literal = (value: unknown): string => JSON.stringify(value).replaceAll('"', "'");

/** The description of a nullable field is in its non-null alternative. */
const descriptionOf = ({ description, anyOf = [] }: JsonSchema): string | undefined =>
  description ?? (anyOf[0] as JsonSchema | undefined)?.description;

function fieldsOf({ properties = {}, required = [] }: JsonSchema, absent: string): string {
  const fields = Object.entries(properties).map(([name, value]) => {
    const schema = value as JsonSchema;
    const said = descriptionOf(schema);
    const comment = said === undefined ? '' : `/** ${said} */\n`;
    const text = typeOf(schema, absent);
    return comment + (required.includes(name) ? `${name}: ${text};` : `${name}?: ${text}${absent};`);
  });
  return fields.length === 0 ? 'Record<string, never>' : `{\n${fields.join('\n')}\n}`;
}

/** The TypeScript type of a schema. @param absent added to the type of optional fields */
export function typeOf(schema: JsonSchema, absent: string): string {
  const { $ref, type, anyOf, oneOf, items, properties } = schema;
  if ($ref !== undefined) {
    const name = RESOURCES[$ref.split('/').at(-1) ?? ''];
    if (name === undefined) throw new Error(`The SDK has no name for ${$ref}`);
    return name;
  }
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  const choices = anyOf ?? oneOf;
  if (choices) return choices.map((each) => typeOf(each as JsonSchema, absent)).join(' | ');
  if (type === 'array') return `(${typeOf(items as JsonSchema, absent)})[]`;
  if (type === 'string' || type === 'boolean' || type === 'null') return type;
  if (type === 'number' || type === 'integer') return 'number';
  if (!properties) throw new Error(`No type is known for ${JSON.stringify(schema)}`);
  return fieldsOf(schema, absent);
}

function resource([component, name]: [string, string]): string {
  const schema = componentSchemas()[component] as JsonSchema;
  return schema.type === 'object'
    ? `export interface ${name} ${fieldsOf(schema, '')}`
    : `export type ${name} = ${typeOf(schema, '')};`;
}

/** A schema that selects by the present fields has its alternatives as `options`. */
function input([name, { spec }]: [string, EndpointDeclaration]): string {
  const schema: GenericSchema = spec.input;
  const written = (each: GenericSchema) =>
    typeOf(toJsonSchema(each, { typeMode: 'input', errorMode: 'ignore' }), ' | undefined');
  if (schema.type !== 'lazy') return `export interface ${name} ${written(schema)}`;
  const { options } = schema as unknown as { options: GenericSchema[] };
  return `export type ${name} = ${options.map(written).join(' | ')};`;
}

/** @returns the text of src/protocol.ts */
export function generateProtocol(): string {
  const codes = Object.keys(problems).map((code) => `  | '${code}'`);
  const parts = [
    '/** Generated from lib and functions by `npm run generate`. Do not edit. */',
    ...Object.entries(RESOURCES).map(resource),
    ...Object.entries(INPUTS).map(input),
    `export type ProblemCode =\n${codes.join('\n')};`,
  ];
  return formatted('clients/sdk/src/protocol.ts', parts.join('\n\n'));
}
