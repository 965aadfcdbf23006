/** clients/sdk/src/endpoints.ts: the SDK's methods that are exactly one request, for endpoints with an `sdk` name. */
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type { EndpointDeclaration } from '../../lib/http/declaration.ts';
import { outputSchema } from '../../openapi/json-schema.ts';
import { problemsOf } from '../../openapi/operation.ts';
import { formatted } from '../formatted.ts';
import { INPUTS, RESOURCES, typeOf } from './protocol.ts';

export const REQUESTS = 'clients/sdk/src/endpoints.ts';

type Named = [name: string, endpoint: EndpointDeclaration];

/** Codes that every endpoint has, or that the SDK handles. */
const UNSAID = new Set([
  ...['malformed_json', 'duplicate_key', 'payload_too_large', 'unsupported_media_type', 'internal_error'],
  ...['unauthenticated', 'invalid_token', 'token_expired', 'session_ended', 'rate_limited'],
  ...['service_unavailable', 'validation_failed', 'invalid_cursor', 'invalid_sync_token', 'resync_required'],
]);

const parametersIn = (path: string): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

const template = (path: string): string =>
  path.includes('{') ? `\`${path.replaceAll(/\{(\w+)\}/g, '$${segment($1)}')}\`` : `'${path}'`;

function comment({ method, path, summary, description, ...endpoint }: EndpointDeclaration): string {
  const codes = problemsOf({ method, path, summary, ...endpoint }).filter((code) => !UNSAID.has(code));
  const lines = [
    `${[summary, description].flatMap((text) => text?.replace(/\.$/, '') ?? []).join('. ')}.`,
    `\`${method} ${path}\``,
    ...(codes.length > 0 ? [`@throws CoreChatError ${codes.join(', ')}`] : []),
  ];
  return `/**\n${lines.map((line) => ` * ${line}`).join('\n')}\n */`;
}

/** The input's fields that are not in the path. */
function fieldsOf({ path, spec }: EndpointDeclaration): JsonSchema {
  const schema = toJsonSchema(spec.input, { typeMode: 'input', errorMode: 'ignore' });
  const inPath = parametersIn(path);
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => !inPath.includes(name));
  const required = (schema.required ?? []).filter((name) => !inPath.includes(name));
  return { ...schema, properties: Object.fromEntries(properties), required };
}

/** The name of the body's type, if it has one. */
function bodyType(endpoint: EndpointDeclaration): string {
  const [name] = Object.entries(INPUTS).find(([, each]) => each === endpoint) ?? [];
  if (name === undefined) return typeOf(fieldsOf(endpoint), ' | undefined');
  const inPath = parametersIn(endpoint.path).map((each) => `'${each}'`);
  return inPath.length > 0 ? `Omit<${name}, ${inPath.join(' | ')}>` : name;
}

const answerOf = ({ success: { output, list } }: EndpointDeclaration): string =>
  list ? typeOf(outputSchema(list), '') : output ? typeOf(outputSchema(output), '') : 'void';

/** A list takes filters and a page size; positions are internal to the page iterator. */
function listMethod(endpoint: EndpointDeclaration): string {
  const { properties = {}, required = [] } = fieldsOf(endpoint);
  const filters = Object.keys(properties).filter((name) => !['after', 'before', 'since'].includes(name));
  const typeOfFilter = (name: string) => (name === 'limit' ? 'number' : 'string');
  const query = filters
    .map((name) => `${name}${required.includes(name) ? '' : '?'}: ${typeOfFilter(name)}`)
    .join('; ');
  const byDefault = filters.some((name) => required.includes(name)) ? '' : ' = {}';
  const inPath = parametersIn(endpoint.path).map((name) => `${name}: string`);
  const parameters = [...inPath, `query: { ${query} }${byDefault}`].join(', ');
  const access = endpoint.spec.access === 'public' ? ", 'public'" : '';
  const item = answerOf(endpoint);
  return `${comment(endpoint)}
  ${endpoint.sdk}(${parameters}): Paged<${item}> {
    return paged(withQuery(${template(endpoint.path)}, query), (path) => this.requests.page<${item}>(path${access}));
  }`;
}

function method(endpoint: EndpointDeclaration): string {
  if (endpoint.success.list) return listMethod(endpoint);
  const fields = fieldsOf(endpoint);
  const hasBody = Object.keys(fields.properties ?? {}).length > 0;
  const parameters = [
    ...parametersIn(endpoint.path).map((name) => `${name}: string`),
    ...(hasBody ? [`body: ${bodyType(endpoint)}`] : []),
  ];
  const isRepeatable = endpoint.idempotent ?? ['PUT', 'DELETE'].includes(endpoint.method);
  const more = [...(hasBody ? ['body'] : []), ...(isRepeatable ? ['repeatable: true'] : [])];
  const given = more.length > 0 ? `, { ${more.join(', ')} }` : '';
  return `${comment(endpoint)}
  async ${endpoint.sdk}(${parameters.join(', ')}): Promise<${answerOf(endpoint)}> {
    return this.call('${endpoint.method}', ${template(endpoint.path)}${given});
  }`;
}

const className = (group: string): string => `${group[0]?.toUpperCase()}${group.slice(1)}Endpoints`;

export function requestsText(endpoints: Record<string, EndpointDeclaration>): string {
  const named: Named[] = Object.entries(endpoints).filter(([, { sdk }]) => sdk !== undefined);
  const groups = Map.groupBy(named, ([name]) => name.split('/')[0] ?? '');
  const classes = [...groups].map(
    ([group, members]) =>
      `export class ${className(group)} extends Resource {\n${members.map(([, each]) => method(each)).join('\n\n')}\n}`,
  );
  const body = classes.join('\n\n');
  const types = [...Object.values(RESOURCES), ...Object.keys(INPUTS)].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(body),
  );
  return formatted(
    REQUESTS,
    [
      '/** Generated from functions by `npm run generate`. Do not edit. */',
      `import type { ${types.join(', ')} } from './protocol.ts';`,
      "import { Resource } from './resource.ts';",
      "import { type Paged, paged, withQuery } from './transport/paged.ts';",
      "import { segment } from './transport/path.ts';",
      '',
      body,
    ].join('\n'),
  );
}
