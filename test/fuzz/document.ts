/** openapi.json as what requests are made of: each operation's parameters and body, with what the schemas say of each field. */
import type { FunctionName } from '#lib/routes.ts';
import { document as contract } from '../support/http/contract.ts';

/** The part of JSON Schema that the document uses for requests. */
export interface Schema {
  $ref?: string;
  type?: 'string' | 'integer' | 'boolean' | 'object' | 'array' | 'null';
  const?: string;
  enum?: string[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

export interface Field {
  name: string;
  in: 'path' | 'query' | 'header' | 'body';
  required: boolean;
  schema: Schema;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  fields: Field[];
  needsToken: boolean;
  /** of a request that did what it was asked */
  success: number[];
}

interface Described {
  operationId: string;
  parameters?: Field[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
  security?: object[];
}

interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
  'x-websocket': { clientFrames: { oneOf: Schema[] }; frameProblems: object; handshakeProblems: object };
}

const document = contract as unknown as Document;

/** With what it refers to in its place. */
export function resolve(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : resolve(document.components.schemas[name] ?? {});
}

const bodyFields = ({ requestBody }: Described): Field[] => {
  const schema = requestBody?.content['application/json']?.schema;
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'body',
    required: schema?.required?.includes(name) ?? false,
    schema: property,
  }));
};

export const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({
    id: described.operationId,
    method: method.toUpperCase(),
    path,
    fields: [
      ...(described.parameters ?? []).map((field) => ({ ...field, required: field.required ?? false })),
      ...bodyFields(described),
    ],
    needsToken: (described.security ?? []).length > 0,
    success: Object.keys(described.responses)
      .map(Number)
      .filter((status) => status < 400),
  })),
);

/** By the type that selects the function. */
export const frames: { type: string; fields: Field[] }[] = document['x-websocket'].clientFrames.oneOf.map(
  ({ properties = {}, required = [] }) => ({
    type: properties.type?.const ?? '',
    fields: Object.entries(properties).map(([name, schema]) => ({
      name,
      in: 'body',
      required: required.includes(name),
      schema,
    })),
  }),
);

export const frameCodes = new Set(Object.keys(document['x-websocket'].frameProblems));

/** The function whose handler answers, as in functions/: operations at a route's further paths end with them. */
export const functionOf = ({ id }: Operation, names: readonly FunctionName[]): FunctionName => {
  const found = names
    .filter((name) => id === name.replace('/', '-') || id.startsWith(`${name.replace('/', '-')}-`))
    .sort((one, other) => other.length - one.length)[0];
  if (!found) throw new Error(`No function is known for the operation ${id}`);
  return found;
};
