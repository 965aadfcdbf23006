import { addressGroup } from '../limits/address-group.ts';
import type { ApiEvent } from './types.ts';

/** Whose requests count together. From the gateway's own context: what a header says is the client's to choose. */
export const clientAddress = ({ requestContext }: ApiEvent): string =>
  addressGroup(requestContext.http.sourceIp);
