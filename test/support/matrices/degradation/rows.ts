/** Everything that can be asked of the product, a row each: routes, events of the WebSocket, and the frames that it takes. */
import { endpoints, sockets } from '../../../../generate/declarations.ts';
import { degradationRows } from '../../../../generate/degradation/rows.ts';

export const rows = degradationRows(endpoints, sockets);
