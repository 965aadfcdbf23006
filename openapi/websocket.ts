/** The frames of the WebSocket, in an extension, because OpenAPI cannot describe them. */
import { sockets } from '../generate/declarations.ts';
import { type ProblemCode, problems } from '../lib/http/errors.ts';
import { inputSchema, ref } from './json-schema.ts';

/** Codes of `error` frames and refused handshakes. */
const OF_FRAMES = [
  'unknown_frame_type',
  'unknown_connection',
  'rate_limited',
  'malformed_json',
  'validation_failed',
  'duplicate_key',
  'payload_too_large',
  'session_ended',
  'conversation_not_found',
  'internal_error',
  'service_unavailable',
] as const satisfies ProblemCode[];
const OF_HANDSHAKES = [
  'invalid_ticket',
  'origin_not_allowed',
  'session_ended',
  'rate_limited',
] as const satisfies ProblemCode[];

const withStatus = (codes: readonly ProblemCode[]) =>
  Object.fromEntries(codes.map((code) => [code, problems[code]]));

/** Known types of frames. */
const clientFrames = Object.values(sockets).flatMap(({ socket, frame }) =>
  frame && socket !== '$default' ? [frame] : [],
);

export const websocket = () => ({
  description:
    'POST /realtime/tickets answers the address to connect to. Every frame is one JSON object with a `type`. What was missed is made up for by a sync with `since`.',
  externalDocs: { description: 'The protocol, with diagrams', url: 'docs/protocol.md' },
  serverFrames: ref('ServerFrame'),
  clientFrames: { oneOf: clientFrames.map(inputSchema) },
  handshakeProblems: withStatus(OF_HANDSHAKES),
  frameProblems: withStatus(OF_FRAMES),
});

export const socketCodes: ProblemCode[] = [...OF_FRAMES, ...OF_HANDSHAKES];
