/** The answers of an operation, by status. */
import { type ProblemCode, problems } from '../lib/http/errors.ts';
import type { Route } from '../lib/routes.ts';
import { recordedAnswers } from './examples.ts';
import { headersOfStatus, type ResponseHeader } from './headers.ts';
import { type JsonSchema, ref } from './json-schema.ts';
import { type FunctionName, type Operation, problemsOf } from './operations.ts';

const recorded = recordedAnswers();

const headers = (names: readonly ResponseHeader[]) =>
  Object.fromEntries(
    (['X-Request-Id', ...names] as const).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );

function successOf(functionName: FunctionName, { success }: Operation) {
  const { description, schema, contentTypes } = success;
  const example = recorded[functionName];
  const json = schema && {
    'application/json': { schema, ...(example === undefined ? {} : { example }) },
  };
  const files =
    contentTypes &&
    Object.fromEntries(Object.entries(contentTypes).map(([type, content]) => [type, { schema: content }]));
  const content = { ...json, ...files };
  return {
    description,
    headers: headers(success.headers ?? []),
    ...(Object.keys(content).length > 0 ? { content } : {}),
  };
}

const DEPENDENCIES: JsonSchema = {
  dependencies: { type: 'object', additionalProperties: ref('Dependency') },
} as JsonSchema;

/** @param codes all of one status */
export function problemResponse(status: number, codes: ProblemCode[], tellsDependencies = false) {
  const more = tellsDependencies && status === problems.service_unavailable.status ? DEPENDENCIES : {};
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('  \n'),
    headers: headers(headersOfStatus(status)),
    content: {
      'application/problem+json': {
        schema: { allOf: [ref('Problem'), { properties: { code: { enum: codes }, ...more } }] },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

export function responsesOf(functionName: FunctionName, operation: Operation, { success }: Route) {
  const responses: Record<string, object> = { [success]: successOf(functionName, operation) };
  if (operation.notModified) {
    const names = ['ETag', 'Vary'] as const;
    responses['304'] = { description: 'What the browser has is still right', headers: headers(names) };
  }
  for (const [status, { description, sentences }] of Object.entries(operation.sentences ?? {})) {
    const schema = { type: 'string', enum: sentences };
    const content = { 'application/json': { schema, example: sentences[0] } };
    responses[status] = { description, headers: headers([]), content };
  }
  const codes = problemsOf(operation);
  const statuses = [...new Set(codes.map((code) => problems[code].status))].sort((a, b) => a - b);
  for (const status of statuses) {
    if (responses[status]) throw new Error(`${functionName} answers ${status} in two ways`);
    const own = codes.filter((code) => problems[code].status === status);
    responses[status] = problemResponse(status, own, operation.tellsDependencies);
  }
  return responses;
}
