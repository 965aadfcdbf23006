/** Parameters and body of an operation, from the schema that validates its input. */
import type { EndpointDeclaration } from '../lib/http/declaration.ts';
import { type RequestExample, requestExample } from './examples.ts';
import { requestHeaders } from './headers.ts';
import { inputSchema, type JsonSchema } from './json-schema.ts';

interface Input {
  properties: Record<string, JsonSchema>;
  required: string[];
  /** alternatives of which one must match */
  oneOf?: JsonSchema[];
}

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

/** The original clients send the token in the body, as its text or as the whole response of /Login. */
const TOKEN_IN_BODY = { $ref: '#/components/schemas/TokenInBody' };

function bodyOf(functionName: string, endpoint: EndpointDeclaration, names: string[], input: Input) {
  const required = names.filter((name) => input.required.includes(name));
  const properties = Object.fromEntries(names.map((name) => [name, input.properties[name]]));
  const { body } = requestExample(functionName);
  return {
    required: required.length > 0 || input.oneOf !== undefined || endpoint.bodyRule !== undefined,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            ...properties,
            ...(endpoint.spec.access === 'token' ? { Token: TOKEN_IN_BODY } : {}),
          },
          required,
          additionalProperties: false,
          ...(input.oneOf ? { oneOf: input.oneOf } : {}),
          ...endpoint.bodyRule,
        },
        ...(body ? { example: body } : {}),
      },
    },
  };
}

/** @param path one of the endpoint's paths */
export function requestOf(functionName: string, endpoint: EndpointDeclaration, path: string) {
  const input = inputSchema(endpoint.spec.input) as unknown as Input;
  const example = requestExample(functionName);
  const inPath = parametersInPath(path);
  const others = Object.keys(input.properties).filter((name) => !inPath.includes(name));
  const reads = endpoint.method === 'GET';
  const parameters = [
    ...inPath.map((name) => pathParameter(name, input, example)),
    ...(reads ? others.map((name) => queryParameter(name, input, example)) : []),
    ...(endpoint.requestHeaders ?? []).map((name) => requestHeaders[name]),
  ];
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(!reads && others.length > 0 ? { requestBody: bodyOf(functionName, endpoint, others, input) } : {}),
  };
}
