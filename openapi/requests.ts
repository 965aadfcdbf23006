/** Parameters and bodies of an operation, out of the one schema that validates its input. */
import type { Route } from '../lib/routes.ts';
import { type RequestExample, requestExample } from './examples.ts';
import { requestHeaders } from './headers.ts';
import { inputSchema, type JsonSchema } from './json-schema.ts';
import type { FunctionName, Operation } from './operations.ts';

interface Input {
  properties: Record<string, JsonSchema>;
  required: string[];
  /** of fields one of which must be given */
  oneOf?: JsonSchema[];
}

/** Rules about several fields, which valibot has as code. */
const BODY_RULES: Partial<Record<FunctionName, JsonSchema>> = { 'me/update': { minProperties: 1 } };

const DESCRIPTIONS: Record<string, string> = {
  limit: 'how many at most',
  before: 'the cursor of a `next` link',
  after: 'the cursor of a `next` link',
  since: 'an `X-Sync-Token` of this list: what changed since',
  prefix: 'the beginning of the usernames',
  User: 'whose conversation with me; or `Conversation`',
  Conversation: 'the id of a conversation; or `User`',
};

const parametersInPath = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

function pathParameter(name: string, { properties }: Input, example: RequestExample) {
  const value = example.path[name];
  return {
    name,
    in: 'path',
    required: true,
    schema: properties[name] ?? { type: 'string' },
    ...(value === undefined ? {} : { example: value }),
  };
}

function queryParameter(name: string, { properties, required }: Input, example: RequestExample) {
  const value = example.query[name];
  return {
    name,
    in: 'query',
    required: required.includes(name),
    ...(DESCRIPTIONS[name] ? { description: DESCRIPTIONS[name] } : {}),
    schema: properties[name],
    ...(value === undefined ? {} : { example: /^\d+$/.test(value) ? Number(value) : value }),
  };
}

/** The original clients send the token in the body, as its text or as the whole object that /Login answered. */
const TOKEN_IN_BODY = { $ref: '#/components/schemas/TokenInBody' };

function bodyOf(functionName: FunctionName, operation: Operation, names: string[], input: Input) {
  const required = names.filter((name) => input.required.includes(name));
  const properties = Object.fromEntries(names.map((name) => [name, input.properties[name]]));
  const { body } = requestExample(functionName);
  return {
    required: required.length > 0,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: { ...properties, ...(operation.access === 'token' ? { Token: TOKEN_IN_BODY } : {}) },
          required,
          additionalProperties: false,
          ...(input.oneOf ? { oneOf: input.oneOf } : {}),
          ...BODY_RULES[functionName],
        },
        ...(body ? { example: body } : {}),
      },
    },
  };
}

/** @param path of those that the route answers */
export function requestOf(functionName: FunctionName, operation: Operation, { method }: Route, path: string) {
  const input = inputSchema(operation.input) as unknown as Input;
  const example = requestExample(functionName);
  const inPath = parametersInPath(path);
  const others = Object.keys(input.properties).filter((name) => !inPath.includes(name));
  const reads = method === 'GET';
  const parameters = [
    ...inPath.map((name) => pathParameter(name, input, example)),
    ...(reads ? others.map((name) => queryParameter(name, input, example)) : []),
    ...(operation.requestHeaders ?? []).map((name) => requestHeaders[name]),
  ];
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(!reads && others.length > 0 ? { requestBody: bodyOf(functionName, operation, others, input) } : {}),
  };
}
