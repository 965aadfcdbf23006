/** The neighbours of numbers among doubles. */
import * as decimal from './decimal.ts';

const bits = new DataView(new ArrayBuffer(8));

export function greatestDoubleBelow(value: decimal.Finite): number {
  const nearest = decimal.toNumber(value);
  if (nearest === Infinity) return Number.MAX_VALUE;
  if (nearest === -Infinity) return nearest;
  return decimal.compareFinite(decimal.exactDecimal(nearest), value) > 0 ? nextDown(nearest) : nearest;
}

function nextDown(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return bits.getFloat64(0);
}
