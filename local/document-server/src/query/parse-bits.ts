/** The operands of $bitsAllSet and its kin: a mask as a number, binary data or a list of bit positions. */
import { toExactInteger } from '../bson/number.ts';
import { Binary, isNumeric, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { BitTest, Filter } from './filter.ts';
import type { Path } from './path.ts';

const TESTS: Record<string, BitTest> = {
  $bitsAllSet: 'allSet',
  $bitsAllClear: 'allClear',
  $bitsAnySet: 'anySet',
  $bitsAnyClear: 'anyClear',
};

export function parseBits(path: Path, name: string, operand: Value): Filter {
  return { kind: 'bits', path, test: TESTS[name] as BitTest, mask: parseMask(name, operand) };
}

function parseMask(name: string, operand: Value): bigint {
  if (operand instanceof Binary) {
    return operand.bytes.reduceRight((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
  }
  if (Array.isArray(operand)) {
    return operand.reduce<bigint>((mask, position) => mask | (1n << BigInt(bitPosition(position))), 0n);
  }
  const mask = isNumeric(operand) ? toExactInteger(operand) : undefined;
  if (mask === undefined || mask < 0n) {
    throw new ServerError(
      'FailedToParse',
      `${name} takes an Array, a number, or a BinData: expected a non-negative integer`,
    );
  }
  return mask;
}

function bitPosition(value: Value): number {
  const position = isNumeric(value) ? toExactInteger(value) : undefined;
  if (position === undefined || position < 0n) {
    throw new ServerError('BadValue', 'bit positions must be an integer >= 0');
  }
  return Number(position);
}
