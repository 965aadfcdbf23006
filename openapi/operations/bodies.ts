/** Bodies of answers, and what they come with. */
import { type JsonSchema, ref } from '../json-schema.ts';

export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const sentence = (text: string): JsonSchema => ({ type: 'string', const: text });
export const byPreference = (text: string): JsonSchema => ({ oneOf: [sentence(text), ref('Message')] });

/** Of what is counted: how much is left. */
export const LIMITED = ['RateLimit', 'RateLimit-Policy'] as const;
