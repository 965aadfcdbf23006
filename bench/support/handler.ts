import { createRequire } from 'node:module';
import type { LambdaHandler } from '../../lib/http/endpoint.ts';
import type { ApiResponse } from '../../lib/http/types.ts';

const require = createRequire(import.meta.url);
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 6000 };

/** Loads a bundle into this process. @returns calls it with an event and fails unless it succeeds, or may refuse */
export function handlerOf(file: string, { mayRefuse = false } = {}): (event: object) => Promise<ApiResponse> {
  const { handler }: { handler: LambdaHandler } = require(file);
  return async (event) => {
    const answer = await handler(structuredClone(event), context as never);
    if (answer.statusCode >= (mayRefuse ? 500 : 300))
      throw new Error(`${file} answered ${answer.statusCode}: ${answer.body}`);
    return answer;
  };
}
