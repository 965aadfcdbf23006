/** openapi.json is what the sources say today, valid, complete, and true to its own examples. */
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { ApiError, type ProblemCode, problems } from '#lib/http/errors.ts';
import { problemResponse } from '#lib/http/problem.ts';
import { pathsOf, type Route, routes } from '#lib/routes.ts';
import { endpoints } from '../../../generate/declarations.ts';
import { DOCUMENT, documentText } from '../../../openapi/document.ts';
import { problemExamples } from '../../../openapi/examples.ts';
import { problemsOf } from '../../../openapi/operation.ts';
import { socketCodes } from '../../../openapi/websocket.ts';

const text = readFileSync(DOCUMENT, 'utf8');
const document = JSON.parse(text);
const codes = Object.keys(problems) as ProblemCode[];

interface Content {
  schema: { $ref?: string };
  example?: unknown;
  examples?: Record<string, { $ref: string }>;
}
interface Parameter {
  name: string;
  schema: object;
  example?: unknown;
}
interface Documented {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, Content> };
  responses: Record<string, { content?: Record<string, Content> }>;
}
const documented = Object.entries(document.paths as Record<string, Record<string, Documented>>).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      key: `${method.toUpperCase()} ${path}`,
      operation,
    })),
);

test('it is not stale: npm run generate writes it', () => {
  expect(documentText()).toBe(text);
});

test('it is a valid OpenAPI 3.1 document', async () => {
  const validator = new Validator();
  expect(await validator.validate(document)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  document.paths['/Users'].get.responses = { 200: { content: {} } };
  expect((await validator.validate(JSON.parse(JSON.stringify(document)))).valid).toBe(false);
  document.paths['/Users'].get.responses = JSON.parse(text).paths['/Users'].get.responses;
});

test('it has every route, once', () => {
  const keys = Object.values<Route>(routes).flatMap((route) =>
    pathsOf(route).map((path) => `${route.method} ${path}`),
  );
  expect(documented.map(({ key }) => key).sort()).toEqual(keys.sort());
  const ids = documented.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

/** @returns what is reachable by references, as `schemas/Problem` */
function reachable(value: unknown, found = new Set<string>()): Set<string> {
  const references = JSON.stringify(value).matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g);
  for (const [, kind = '', name = ''] of references) {
    if (found.has(`${kind}/${name}`)) continue;
    found.add(`${kind}/${name}`);
    reachable(document.components[kind][name], found);
  }
  return found;
}

test('it has no component that nothing refers to', () => {
  const { securitySchemes, ...components } = document.components;
  const all = Object.entries(components).flatMap(([kind, named]) =>
    Object.keys(named as object).map((name) => `${kind}/${name}`),
  );
  expect(all.sort()).toEqual([...reachable([document.paths, document['x-websocket']])].sort());
});

test('every problem has the one schema, so that generated clients have one class', () => {
  const schemas = documented.flatMap(({ key, operation }) =>
    Object.entries(operation.responses).flatMap(([status, { content = {} }]) => {
      const schema = content['application/problem+json']?.schema;
      return schema ? [[`${status} of ${key}`, schema] as const] : [];
    }),
  );
  expect(schemas.length).toBeGreaterThan(100);
  const others = schemas.filter(([, { $ref }]) => $ref !== '#/components/schemas/Problem');
  expect(others).toEqual([['503 of GET /health', { $ref: '#/components/schemas/HealthProblem' }]]);
});

test('a body of which something is required is required', () => {
  const isOptional = ({ operation }: (typeof documented)[number]) =>
    operation.requestBody?.required === false;
  for (const { key, operation } of documented.filter(isOptional)) {
    const schema = operation.requestBody?.content['application/json']?.schema ?? {};
    const { required = [], minProperties = 0, oneOf } = schema as Record<string, never>;
    expect({ key, required, minProperties, oneOf }).toEqual({ key, required: [], minProperties: 0 });
  }
  const me = documented.find(({ key }) => key === 'PATCH /me');
  expect(me?.operation.requestBody?.required).toBe(true);
});

test('it has every problem code: of routes, of any other address, of the WebSocket', () => {
  const fallback: ProblemCode[] = ['route_not_found', 'method_not_allowed'];
  const described = [...Object.values(endpoints).flatMap(problemsOf), ...fallback, ...socketCodes];
  expect([...new Set(described)].sort()).toEqual([...codes].sort());
  expect(document.components.schemas.Problem.properties.code.enum).toEqual(codes);
});

test('its problem documents are those that the API answers', () => {
  for (const [code, { value }] of Object.entries(problemExamples())) {
    const { detail, errors, request_id } = value as { detail?: string; errors?: []; request_id: string };
    const error = new ApiError(code as ProblemCode, {
      ...(detail ? { detail } : {}),
      ...(errors ? { errors } : {}),
    });
    expect(JSON.parse(problemResponse(error, request_id).body ?? '')).toEqual(value);
  }
});

describe('examples', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const fits = (schema: object, value: unknown) => {
    const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/'));
    const validate = ajv.compile(rooted);
    return validate(value) ? [] : [ajv.errorsText(validate.errors)];
  };

  test.each(documented)('of $key fit their schemas', ({ operation }) => {
    const contents = [
      ...Object.values(operation.requestBody?.content ?? {}),
      ...Object.values(operation.responses).flatMap(({ content = {} }) => Object.values(content)),
    ];
    for (const { schema, example, examples = {} } of contents) {
      if (example !== undefined) expect(fits(schema, example)).toEqual([]);
      for (const { $ref } of Object.values(examples)) {
        const { value } = document.components.examples[$ref.split('/').at(-1) ?? ''];
        expect(fits(schema, value)).toEqual([]);
      }
    }
    for (const { schema, example } of operation.parameters ?? []) {
      if (example !== undefined) expect(fits(schema, example)).toEqual([]);
    }
  });

  test.each(documented)('$key has one of each body of JSON', ({ operation }) => {
    const bodies = [
      operation.requestBody?.content['application/json'],
      ...Object.entries(operation.responses)
        .filter(([status]) => Number(status) < 300)
        .map(([, { content = {} }]) => content['application/json']),
    ].filter((content) => content !== undefined && Object.keys(content.schema).length > 0);
    for (const content of bodies) expect(content).toHaveProperty('example');
  });

  test('hold no token that was ever valid', () => {
    expect(text).not.toMatch(/eyJ[\w-]{30}/);
  });
});
