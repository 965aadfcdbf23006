import { addressGroup } from '../limits/address-group.ts';
import type { ApiEvent } from './types.ts';

/**
 * Whose requests count together: the client's address as the edge tells it or, without an edge, as the gateway saw it. Any other
 * header is the client's to choose.
 */
export const clientAddress = ({ requestContext, viewerAddress }: ApiEvent): string =>
  addressGroup(viewerAddress ?? requestContext.http.sourceIp);
