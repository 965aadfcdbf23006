/** Parts of timestamps. */
import { Timestamp, typeName } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { isNullish, type OperatorParser, type Operators } from '../types.ts';
import { unary } from './define.ts';

/** Seconds or increment of a timestamp. MongoDB's messages begin with a blank. */
function timestampPart(read: (value: bigint) => bigint, code: number): OperatorParser {
  return unary((arg, name) => {
    if (isNullish(arg)) return null;
    if (!(arg instanceof Timestamp))
      throw new ServerError(code, ` Argument to ${name} must be a timestamp, but is ${typeName(arg)}`);
    return read(arg.value);
  });
}

export const timestampOperators: Operators = {
  $tsSecond: timestampPart((value) => value >> 32n, 5687301),
  $tsIncrement: timestampPart((value) => value & 0xffffffffn, 5687302),
};
