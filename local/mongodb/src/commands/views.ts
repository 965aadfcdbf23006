import type { Document, Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { Invocation } from './invocation.ts';

const unsupported = (): ServerError => new ServerError('CommandNotSupported', 'views are not supported');

export function runViewAggregate(_invocation: Invocation): Document {
  throw unsupported();
}

export function countView(_invocation: Invocation): number {
  throw unsupported();
}

export function distinctView(_invocation: Invocation, _key: string): Value[] {
  throw unsupported();
}
