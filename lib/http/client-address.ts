import { addressGroup } from '../limits/address-group.ts';
import type { ApiEvent } from './types.ts';

/**
 * The client's address for rate limits: as passed on by the edge or, without an edge, as seen by the gateway. Clients can forge any
 * other header.
 */
export const clientAddress = ({ requestContext, viewerAddress }: ApiEvent): string =>
  addressGroup(viewerAddress ?? requestContext.http.sourceIp);
