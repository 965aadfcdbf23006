/**
 * Holds answers against openapi.json: the status is documented for the route, and headers, content type and body are as it
 * describes, without further fields. Clients must ignore unknown fields; these tests must detect them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { methodsAt, pathsOf, type Route, routes } from '#lib/routes.ts';

export interface Answered {
  status: number;
  /** names in lower case */
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
}

interface DocumentedResponse {
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, { schema: object; examples?: Record<string, unknown> }>;
}

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, DocumentedResponse> }>>;
  components: { headers: Record<string, { required?: boolean }>; schemas: Record<string, unknown> };
}

export const document: Document = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../openapi.json'), 'utf8'),
);

/** May have additional members in responses (RFC 9457 §3.2). */
const OPEN = new Set(['Problem']);

/** Objects that say nothing about further properties have none. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)]));
  const isObject = copy.type === 'object' && 'properties' in copy;
  return isObject && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy;
}

const schemas = Object.fromEntries(
  Object.entries(document.components.schemas).map(([name, schema]) => [
    name,
    OPEN.has(name) ? schema : closed(schema),
  ]),
);

// Without its check of the schemas, which test/unit/openapi makes once.
const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, meta: false });
addFormats.default(ajv);
ajv.addSchema({ $id: 'answers', components: { schemas } });

const compiled = new Map<object, ValidateFunction>();

/** Its references are to the components, which are known by another name here. */
function validatorOf(schema: object): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const text = JSON.stringify(closed(schema)).replaceAll('"$ref":"#/', '"$ref":"answers#/');
  const validate = ajv.compile(JSON.parse(text));
  compiled.set(schema, validate);
  return validate;
}

export interface Operation {
  method: string;
  /** as in the document */
  path: string;
}

const allOperations = Object.values<Route>(routes).flatMap((route) =>
  pathsOf(route).map((path) => ({ method: route.method, path })),
);

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);

/** @returns undefined for what only the fallback answers */
export const findOperation = (method: string, path: string): Operation | undefined =>
  allOperations
    .filter((operation) => operation.method === method && matches(operation.path, path))
    // A path without parameters goes first, as in API Gateway: /me before /{anything}.
    .sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0];

const responsesAt = ({ method, path }: Operation) =>
  document.paths[path]?.[method.toLowerCase()]?.responses ?? {};

function faults(response: DocumentedResponse, { headers, body }: Answered): string[] {
  const required = Object.keys(response.headers ?? {}).filter(
    (name) => document.components.headers[name]?.required,
  );
  const missing = required.filter((name) => headers[name.toLowerCase()] === undefined);
  const found = missing.map((name) => `has no header ${name}`);
  const [type = ''] = String(headers['content-type'] ?? '').split(';');
  if (!response.content)
    return body === undefined ? found : [...found, 'has a body, which is not documented'];
  const content = response.content[type];
  if (!content) return [...found, `is of type "${type}", which is not documented`];
  const validate = validatorOf(content.schema);
  if (type.includes('json') && !validate(body)) found.push(ajv.errorsText(validate.errors));
  // The schema of a problem has all codes; its examples are those of this status.
  const { code } = (body ?? {}) as { code?: string };
  const codes = type === 'application/problem+json' ? content.examples : undefined;
  if (codes && !Object.hasOwn(codes, code ?? '')) found.push(`has the code ${code}, which is not documented`);
  return found;
}

/** @throws Error that says what differs from the document */
export function expectDocumented(operation: Operation, answered: Answered): void {
  const { method, path } = operation;
  const response = responsesAt(operation)[answered.status];
  const found = response ? faults(response, answered) : ['has a status that is not documented'];
  if (found.length === 0) return;
  const shown = JSON.stringify(answered.body)?.slice(0, 500);
  throw new Error(
    `openapi.json: the answer ${answered.status} of ${method} ${path} ${found.join('; ')}: ${shown}`,
  );
}

const problem = validatorOf({ $ref: '#/components/schemas/Problem' });

/** What no route answers: 404 or 405 of the fallback, preflights, and the local gateway's own refusals. */
export function expectProblem(method: string, path: string, { status, body }: Answered): void {
  if (body === undefined || problem(body)) return;
  const allowed = methodsAt(path).join(', ');
  throw new Error(
    `openapi.json: ${method} ${path} (${allowed}) answered ${status} ${ajv.errorsText(problem.errors)}`,
  );
}

/** As operations' outcomes are called: `200`, `404 user_not_found`, `404 "Invalid user."`. */
export function outcomeOf({ status, body }: Answered): string {
  if (status < 400) return String(status);
  if (typeof body === 'string') return `${status} "${body}"`;
  return `${status} ${(body as { code?: string } | undefined)?.code}`;
}
