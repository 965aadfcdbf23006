/**
 * The edge: CloudFront in front of both APIs. Their own addresses stay public, because neither an HTTP API nor a WebSocket API can
 * have a firewall. With EDGE=required only requests with the edge's key are served, and the edge passes on the client's address
 * (docs/decisions/029-the-edge-proves-itself.md).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { config } from '../platform/config.ts';
import { edgeKeys } from '../platform/secret-values.ts';
import { Secret } from '../platform/secrets.ts';
import { ApiError } from './errors.ts';
import type { Middleware } from './types.ts';

const KEY_HEADER = 'x-corechat-edge';
const ADDRESS_HEADER = 'x-corechat-viewer';

const keys = new Secret<string[]>('edge', 'EDGE_KEYS', edgeKeys, config.edge.keys);

/** Wrappers of functions with a public address call this when they are loaded. */
export function needEdge(): void {
  if (config.edge.isRequired) keys.need();
}

/** Digests have equal length, as timingSafeEqual requires. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** @throws ApiError route_not_found, so that requests past the edge do not even get a reason */
export function requireEdge(sent: string | undefined): void {
  if (!config.edge.isRequired) return;
  const given = digest(sent ?? '');
  if (!keys.value.some((key) => timingSafeEqual(digest(key), given))) throw new ApiError('route_not_found');
}

/**
 * The same for a handshake, whose headers keep the client's upper and lower case.
 * @returns the client's address, from the edge
 */
export function requireEdgeOfSocket(headers: Record<string, string | undefined> = {}): string | undefined {
  const header = (wanted: string) =>
    Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
  requireEdge(header(KEY_HEADER));
  return config.edge.isRequired ? header(ADDRESS_HEADER) : undefined;
}

export const throughEdge = (): Middleware => ({
  before: ({ event }) => {
    requireEdge(event.headers[KEY_HEADER]);
    // Without an edge the client controls these headers.
    if (config.edge.isRequired) event.viewerAddress = event.headers[ADDRESS_HEADER];
  },
});
