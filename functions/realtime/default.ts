import { ApiError } from '#lib/http/errors.ts';
import { frameEndpoint } from '#lib/realtime/socket-endpoint.ts';
import { frame } from './default.endpoint.ts';

/** $default: frames that are not JSON, or of an unknown type. */
export const handler = frameEndpoint(frame, async () => {
  throw new ApiError('unknown_frame_type');
});
