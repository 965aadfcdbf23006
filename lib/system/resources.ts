/** The schema of the response of GET /health. */
import * as v from 'valibot';
import { described, text } from '../http/resource-parts.ts';

export const Dependency = v.variant('status', [
  v.object({ status: v.literal('up'), latency_ms: v.number() }),
  v.object({ status: v.literal('down') }),
]);

export const Health = v.object({
  status: v.literal('up'),
  build: described('id of the deployment that answers; `local` outside of AWS'),
  dependencies: v.record(text, Dependency),
});

export type Health = v.InferOutput<typeof Health>;
export type Dependency = v.InferOutput<typeof Dependency>;
