/** Converts valibot schemas to JSON Schema 2020-12, which OpenAPI 3.1 uses. */
import {
  type ConversionConfig,
  type JsonSchema,
  toJsonSchema,
  toJsonSchemaDefs,
} from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { fields } from './fields.ts';
import { resources } from './resources.ts';

export type { JsonSchema };

/** Checks and transformations in code, which the components of fields.ts describe in words. */
const IN_WORDS = new Set(['check', 'raw_check', 'trim', 'to_lower_case']);

/** JSON Schema patterns have no flags. Handles letters in sets only, which is enough here. */
const ignoringCase = (pattern: RegExp): string =>
  pattern.source.replaceAll(/\[[^[\]]*\]/g, (set) => set.replace('a-z', 'a-zA-Z').replace('a-f', 'a-fA-F'));

const componentRef = (name: string): string => `#/components/schemas/${name}`;

const config: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'input',
  overrideRef: ({ referenceId }) => componentRef(referenceId),
  overrideAction: ({ valibotAction, jsonSchema, errors }) => {
    if (IN_WORDS.has(valibotAction.type)) return jsonSchema;
    if (valibotAction.type === 'regex' && errors) {
      return {
        ...jsonSchema,
        pattern: ignoringCase((valibotAction as unknown as { requirement: RegExp }).requirement),
      };
    }
    return undefined;
  },
  overrideSchema: ({ valibotSchema }) => {
    // A query string has numbers as text; the document describes the number.
    const { type, options } = valibotSchema as { type: string; options?: { type: string }[] };
    return type === 'union' && options?.[0]?.type === 'number' ? { type: 'integer' } : undefined;
  },
};

const fieldSchemas = Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema]));
const definitions: Record<string, GenericSchema> = { ...fieldSchemas, ...resources };

/** All components, by name. */
export function componentSchemas(): Record<string, JsonSchema> {
  const converted = toJsonSchemaDefs(definitions, config) as Record<string, JsonSchema>;
  for (const [name, { adds }] of Object.entries(fields)) converted[name] = { ...converted[name], ...adds };
  return converted;
}

/** The alternatives of a schema that selects by the present fields, see inConversation in lib/conversations/fields.ts. */
const alternativesOf = (schema: GenericSchema): readonly GenericSchema[] =>
  schema.type === 'lazy' ? (schema as unknown as { options: readonly GenericSchema[] }).options : [schema];

/**
 * A request's input: the fields of body, query and path together. With alternatives it has all their fields, and `oneOf` lists the
 * valid combinations.
 */
export function inputSchema(schema: GenericSchema): JsonSchema {
  const converted = alternativesOf(schema).map((each) => {
    const { $schema: _, $defs: __, ...rest } = toJsonSchema(each, { ...config, definitions });
    return rest;
  });
  const [first = {}, ...others] = converted;
  if (others.length === 0) return first;
  const requiredIn = ({ required = [] }: JsonSchema): string[] => required;
  const required = requiredIn(first).filter((name) =>
    others.every((each) => requiredIn(each).includes(name)),
  );
  const oneOf = converted.map((each) => ({
    required: requiredIn(each).filter((name) => !required.includes(name)),
  }));
  return {
    ...first,
    properties: Object.assign({}, ...converted.map((each) => each.properties)),
    required,
    oneOf,
  };
}

/** A response's schema, with references to components. */
export function outputSchema(schema: GenericSchema): JsonSchema {
  const name = Object.keys(resources).find((each) => resources[each as keyof typeof resources] === schema);
  if (name !== undefined) return { $ref: componentRef(name) };
  const { $schema: _, $defs: __, ...rest } = toJsonSchema(schema, { ...config, definitions });
  return rest;
}

export const ref = (name: keyof typeof resources | keyof typeof fields): JsonSchema => ({
  $ref: componentRef(name),
});
