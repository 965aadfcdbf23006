/** The responses of an operation, by status. */
import type { EndpointDeclaration, ResponseHeader, Success } from '../lib/http/declaration.ts';
import { type ProblemCode, problems } from '../lib/http/errors.ts';
import { isInMemory } from '../lib/limits/rate-limit.ts';
import { recordedAnswers } from './examples.ts';
import { headersOfStatus } from './headers.ts';
import { type JsonSchema, outputSchema, ref } from './json-schema.ts';
import { problemsOf } from './operation.ts';

const recorded = recordedAnswers();

const headers = (names: readonly ResponseHeader[]) =>
  Object.fromEntries(
    (['X-Request-Id', ...names] as const).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );

const sentenceSchema = (text: string): JsonSchema => ({ type: 'string', const: text });

/** The body of a response: a sentence, a resource, or either, by the Prefer header. */
function bodySchema({ sentence, output, list }: Success): JsonSchema | undefined {
  if (list) return { type: 'array', items: outputSchema(list) };
  if (sentence === undefined) return output && outputSchema(output);
  return output ? { oneOf: [sentenceSchema(sentence), outputSchema(output)] } : sentenceSchema(sentence);
}

/** Headers of endpoints whose uses are counted exactly. */
const LIMITED = ['RateLimit', 'RateLimit-Policy'] as const;

function successOf(functionName: string, { success, spec }: EndpointDeclaration) {
  const { description, contentTypes } = success;
  const schema = bodySchema(success);
  const example = recorded[functionName];
  const json = schema && {
    'application/json': { schema, ...(example === undefined ? {} : { example }) },
  };
  const files = contentTypes && Object.fromEntries(contentTypes.map((type) => [type, { schema: {} }]));
  const content = { ...json, ...files };
  return {
    description,
    headers: headers([...(success.headers ?? []), ...(isInMemory(spec.limit.name) ? [] : LIMITED)]),
    ...(Object.keys(content).length > 0 ? { content } : {}),
  };
}

/** The 503 of /health. */
export const HealthProblem: JsonSchema = {
  allOf: [
    ref('Problem'),
    { properties: { dependencies: { type: 'object', additionalProperties: ref('Dependency') } } },
  ],
};

/**
 * One schema for every problem, because generated clients have a class for each schema that is written in place. The names of the
 * examples are the codes.
 * @param codes all of one status
 */
function problemResponse(status: number, codes: ProblemCode[], tellsDependencies = false) {
  const hasDependencies = tellsDependencies && status === problems.service_unavailable.status;
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('  \n'),
    headers: headers(headersOfStatus(status)),
    content: {
      'application/problem+json': {
        schema: hasDependencies ? { $ref: '#/components/schemas/HealthProblem' } : ref('Problem'),
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

export function responsesOf(functionName: string, endpoint: EndpointDeclaration) {
  const responses: Record<string, object> = {
    [endpoint.success.status]: successOf(functionName, endpoint),
  };
  if (endpoint.notModified) {
    const names = ['ETag', 'Vary'] as const;
    responses['304'] = { description: 'The browser’s copy is up to date', headers: headers(names) };
  }
  for (const [status, { description, sentences }] of Object.entries(endpoint.sentences ?? {})) {
    const schema = { type: 'string', enum: sentences };
    const content = { 'application/json': { schema, example: sentences[0] } };
    responses[status] = { description, headers: headers([]), content };
  }
  const codes = problemsOf(endpoint);
  const statuses = [...new Set(codes.map((code) => problems[code].status))].sort((a, b) => a - b);
  for (const status of statuses) {
    if (responses[status]) throw new Error(`${functionName} answers ${status} in two ways`);
    const own = codes.filter((code) => problems[code].status === status);
    responses[status] = problemResponse(status, own, endpoint.tellsDependencies);
  }
  return responses;
}
