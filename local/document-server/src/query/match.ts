/** Evaluates filters on documents. */
import { compareBinary, type StringOrder } from '../bson/compare.ts';
import { type Document, isDocument, type Value } from '../bson/values.ts';
import type { Filter } from './filter.ts';
import { type Visitor, visitPath } from './path.ts';
import { valueTest } from './value-tests.ts';

/** Remembers which array element made the filter true, for the positional operator. */
export interface MatchDetails {
  offset?: number | undefined;
}

export type Matcher = (doc: Document, details?: MatchDetails) => boolean;

type ValueTest = (value: Value | undefined) => boolean;

/** Compiles a filter once for many documents. */
export function compileFilter(filter: Filter, order: StringOrder = compareBinary): Matcher {
  switch (filter.kind) {
    case 'and': {
      const matchers = filter.filters.map((inner) => compileFilter(inner, order));
      if (matchers.length === 1) return matchers[0] as Matcher;
      return (doc, details) => matchers.every((matches) => matches(doc, details));
    }
    case 'or': {
      const matchers = filter.filters.map((inner) => compileFilter(inner, order));
      return (doc, details) => matchers.some((matches) => matches(doc, details));
    }
    case 'nor': {
      const matchers = filter.filters.map((inner) => compileFilter(inner, order));
      return (doc) => !matchers.some((matches) => matches(doc));
    }
    case 'not': {
      const matches = compileFilter(filter.filter, order);
      return (doc) => !matches(doc);
    }
    case 'predicate':
      return (doc) => filter.test(doc);
    case 'never':
      return () => false;
    case 'elemMatchObject':
    case 'elemMatchValue':
      return elemMatch(filter, order);
    case 'size':
      return pathMatcher(filter.path, true, (value) => Array.isArray(value) && value.length === filter.size);
    default:
      return pathMatcher(filter.path, false, valueTest(filter, order));
  }
}

/** Tests a bare value against a filter with empty paths, as $elemMatch and $pull do. */
export function compileValueFilter(filter: Filter, order: StringOrder = compareBinary): ValueTest {
  switch (filter.kind) {
    case 'and':
    case 'or':
    case 'nor': {
      const tests = filter.filters.map((inner) => compileValueFilter(inner, order));
      if (filter.kind === 'and') return (value) => tests.every((test) => test(value));
      if (filter.kind === 'or') return (value) => tests.some((test) => test(value));
      return (value) => !tests.some((test) => test(value));
    }
    case 'not': {
      const test = compileValueFilter(filter.filter, order);
      return (value) => !test(value);
    }
    case 'elemMatchObject':
    case 'elemMatchValue': {
      const test = elementTest(filter, order);
      return (value) => Array.isArray(value) && value.some(test);
    }
    case 'size':
      return (value) => Array.isArray(value) && value.length === filter.size;
    case 'predicate':
      return (value) => isDocument(value) && filter.test(value);
    case 'never':
      return () => false;
    default:
      return valueTest(filter, order);
  }
}

function pathMatcher(path: readonly string[], wholeArrays: boolean, test: ValueTest): Matcher {
  const single = path.length === 1 ? (path[0] as string) : undefined;
  return (doc, details) => {
    if (single !== undefined) {
      const value = doc.get(single);
      if (!Array.isArray(value)) return test(value);
    }
    const visit: Visitor = (value, offset) => {
      if (!test(value)) return false;
      if (details && offset !== undefined) details.offset = offset;
      return true;
    };
    return visitPath(doc, path, wholeArrays, visit);
  };
}

type ElemMatch = Extract<Filter, { kind: 'elemMatchObject' | 'elemMatchValue' }>;

function elementTest(filter: ElemMatch, order: StringOrder): (element: Value) => boolean {
  if (filter.kind === 'elemMatchValue') return compileValueFilter(filter.filter, order);
  const matches = compileFilter(filter.filter, order);
  return (element) => {
    if (isDocument(element)) return matches(element);
    // A nested array is matched as a document whose fields are its indexes.
    return Array.isArray(element) && matches(new Map(element.map((value, index) => [String(index), value])));
  };
}

function elemMatch(filter: ElemMatch, order: StringOrder): Matcher {
  const test = elementTest(filter, order);
  return (doc, details) =>
    visitPath(doc, filter.path, true, (value, outer) => {
      if (!Array.isArray(value)) return false;
      const index = value.findIndex(test);
      if (index === -1) return false;
      if (details) details.offset = outer ?? index;
      return true;
    });
}
