import { ApiError } from '#lib/http/errors.ts';
import { frameEndpoint } from '#lib/realtime/socket-endpoint.ts';
import { frame } from './default.endpoint.ts';

/** $default: every frame that is not JSON, or of a type that no other function takes. */
export const handler = frameEndpoint(frame, async () => {
  throw new ApiError('unknown_frame_type');
});
