/**
 * The edge: CloudFront in front of both APIs, whose own addresses stay open to everyone because neither an HTTP API nor a WebSocket
 * API takes a firewall. With EDGE=required only requests with a key that the edge adds are served, and the edge tells the client's
 * address (docs/decisions/029-the-edge-proves-itself.md).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { config } from '../platform/config.ts';
import { edgeKeys } from '../platform/environment.ts';
import { Secret } from '../platform/secrets.ts';
import { ApiError } from './errors.ts';
import type { Middleware } from './types.ts';

const KEY_HEADER = 'x-corechat-edge';
const ADDRESS_HEADER = 'x-corechat-viewer';

const keys = new Secret<string[]>('edge', 'EDGE_KEYS', edgeKeys, config.edge.keys);

/** For each wrapper of functions with a public address to call as it is loaded. */
export function needEdge(): void {
  if (config.edge.isRequired) keys.need();
}

/** Of equal length, whatever was sent. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** @throws ApiError route_not_found: past the edge there is nothing, not even a reason */
export function requireEdge(sent: string | undefined): void {
  if (!config.edge.isRequired) return;
  const given = digest(sent ?? '');
  if (!keys.value.some((key) => timingSafeEqual(digest(key), given))) throw new ApiError('route_not_found');
}

/** The same for a handshake, whose headers come as the client spelled them. */
export function requireEdgeOfSocket(headers: Record<string, string | undefined> = {}): void {
  const name = Object.keys(headers).find((each) => each.toLowerCase() === KEY_HEADER);
  requireEdge(name && headers[name]);
}

export const throughEdge = (): Middleware => ({
  before: ({ event }) => {
    requireEdge(event.headers[KEY_HEADER]);
    // Without an edge, these are words of the client.
    if (config.edge.isRequired) event.viewerAddress = event.headers[ADDRESS_HEADER];
  },
});
