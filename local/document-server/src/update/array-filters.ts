/** arrayFilters: conditions on the elements that `$[identifier]` stands for. */
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';
import type { Filter, QueryContext } from '../query/filter.ts';
import { compileFilter } from '../query/match.ts';
import { parseFilter } from '../query/parse.ts';
import type { Path } from '../query/path.ts';
import type { ElementTest } from './target.ts';

export function parseArrayFilters(
  arrayFilters: Value | undefined,
  paths: readonly Path[],
  context: QueryContext,
): Map<string, ElementTest> {
  const tests = new Map<string, ElementTest>();
  if (arrayFilters !== undefined && !Array.isArray(arrayFilters)) {
    throw new ServerError('TypeMismatch', 'arrayFilters must be an array');
  }
  for (const filter of (arrayFilters ?? []) as Value[]) {
    if (!isDocument(filter)) throw new ServerError('TypeMismatch', 'an array filter must be a document');
    const identifier = identifierOf(filter, context);
    if (tests.has(identifier)) {
      throw new ServerError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${identifier}`,
      );
    }
    const matches = compileFilter(parseFilter(filter, context), context.collation?.compare);
    // The identifier acts as the field of a document that holds nothing but the element.
    tests.set(identifier, (element) => matches(new Map([[identifier, element]])));
  }
  checkUse(tests, paths);
  return tests;
}

function identifierOf(filter: Document, context: QueryContext): string {
  const names = new Set<string>();
  collect(parseFilter(filter, context), names);
  const [identifier, ...others] = names;
  if (identifier === undefined) {
    throw new ServerError(
      'FailedToParse',
      'Cannot use an expression without a top-level field name in arrayFilters',
    );
  }
  if (others.length > 0) {
    throw new ServerError(
      'FailedToParse',
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${identifier}' and '${others[0]}'`,
    );
  }
  if (!/^[a-z][a-zA-Z0-9]*$/.test(identifier)) {
    throw new ServerError(
      'BadValue',
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
    );
  }
  return identifier;
}

function collect(filter: Filter, names: Set<string>): void {
  if ('path' in filter) names.add(filter.path[0] as string);
  else if ('filters' in filter) for (const inner of filter.filters) collect(inner, names);
  else if ('filter' in filter) collect(filter.filter, names);
}

function checkUse(tests: Map<string, ElementTest>, paths: readonly Path[]): void {
  const used = new Set<string>();
  for (const path of paths) {
    for (const part of path) {
      const identifier = /^\$\[(.+)\]$/.exec(part)?.[1];
      if (identifier === undefined) continue;
      if (!tests.has(identifier)) {
        throw new ServerError(
          'BadValue',
          `No array filter found for identifier '${identifier}' in path '${path.join('.')}'`,
        );
      }
      used.add(identifier);
    }
  }
  for (const identifier of tests.keys()) {
    if (!used.has(identifier)) {
      throw new ServerError(
        'FailedToParse',
        `The array filter for identifier '${identifier}' was not used in the update`,
      );
    }
  }
}
