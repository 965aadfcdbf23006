import { ApiError } from '#lib/http/errors.ts';
import { frameEndpoint } from '#lib/realtime/socket-endpoint.ts';
import { AnyFrame } from '#lib/schemas.ts';

/** $default: every frame that is not JSON, or of a type that no other function takes. */
export const handler = frameEndpoint(AnyFrame, async () => {
  throw new ApiError('unknown_frame_type');
});
