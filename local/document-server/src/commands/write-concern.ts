import { toNumber } from '../bson/number.ts';
import { type Document, document, isNumeric } from '../bson/values.ts';

/** There is one node: more acknowledgements than one never come. */
export function unsatisfiable(writeConcern: Document | undefined): Document | undefined {
  const w = writeConcern?.get('w');
  if (isNumeric(w) && toNumber(w) > 1) {
    return document({
      code: 100,
      codeName: 'UnsatisfiableWriteConcern',
      errmsg: 'Not enough data-bearing nodes',
    });
  }
  if (typeof w === 'string' && w !== 'majority') {
    return document({
      code: 79,
      codeName: 'UnknownReplWriteConcern',
      errmsg: `No write concern mode named '${w}' found in replica set configuration`,
    });
  }
  return undefined;
}
