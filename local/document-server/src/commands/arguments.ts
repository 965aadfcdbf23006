/** Declared types of command arguments, and the checks that the server makes of them. */
import { type Document, isDocument, isNumeric, typeName, type Value } from '../bson/values.ts';
import { ServerError } from '../errors.ts';

export type FieldType =
  | 'bool'
  | 'safeBool'
  | 'int'
  | 'string'
  | 'object'
  | 'array'
  | 'any'
  | 'pipelineOrObject'
  | 'stringOrObject';

/** A trailing `!` on a name makes the argument mandatory. */
export type FieldTypes = Record<string, FieldType>;

const GENERIC = new Set([
  '$db',
  'lsid',
  'txnNumber',
  'stmtId',
  'stmtIds',
  'autocommit',
  'startTransaction',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'help',
  '$audit',
  '$client',
  '$configServerState',
  'maxTimeMSOpOnly',
]);

const EXPECTED: Record<FieldType, string> = {
  bool: 'bool',
  safeBool: '[bool, long, int, decimal, double]',
  int: '[long, int, decimal, double]',
  string: 'string',
  object: 'object',
  array: 'array',
  any: 'any',
  pipelineOrObject: '[object, array]',
  stringOrObject: '[string, object]',
};

function fits(value: Value, type: FieldType): boolean {
  switch (type) {
    case 'bool':
      return typeof value === 'boolean';
    case 'safeBool':
      return typeof value === 'boolean' || isNumeric(value);
    case 'int':
      return isNumeric(value);
    case 'string':
      return typeof value === 'string';
    case 'object':
      return isDocument(value);
    case 'array':
      return Array.isArray(value);
    case 'pipelineOrObject':
      return isDocument(value) || Array.isArray(value);
    case 'stringOrObject':
      return typeof value === 'string' || isDocument(value);
    default:
      return true;
  }
}

export function checkArguments(command: string, body: Document, fields: FieldTypes): void {
  let first = true;
  for (const [name, value] of body) {
    if (first) {
      first = false;
      continue;
    }
    if (GENERIC.has(name)) continue;
    checkField(command, name, value, fields);
  }
  requireFields(command, body, fields);
}

/** The same checks for a document inside of a command, such as one entry of `updates`. */
export function checkDocument(owner: string, doc: Document, fields: FieldTypes): void {
  for (const [name, value] of doc) checkField(owner, name, value, fields);
  requireFields(owner, doc, fields);
}

function checkField(owner: string, name: string, value: Value, fields: FieldTypes): void {
  const type = fields[name] ?? fields[`${name}!`];
  if (type === undefined) {
    throw new ServerError(40415, `BSON field '${owner}.${name}' is an unknown field.`);
  }
  if (value === null && !fields[`${name}!`]) return;
  if (!fits(value, type)) {
    const plural = EXPECTED[type].startsWith('[') ? 'types' : 'type';
    throw new ServerError(
      'TypeMismatch',
      `BSON field '${owner}.${name}' is the wrong type '${typeName(value)}', expected ${plural} '${EXPECTED[type]}'`,
    );
  }
}

function requireFields(owner: string, doc: Document, fields: FieldTypes): void {
  for (const name of Object.keys(fields)) {
    if (name.endsWith('!') && !doc.has(name.slice(0, -1))) {
      throw new ServerError(
        40414,
        `BSON field '${owner}.${name.slice(0, -1)}' is missing but a required field`,
      );
    }
  }
}
