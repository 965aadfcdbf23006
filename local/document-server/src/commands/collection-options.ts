/** The options of create: which are kept, which are refused. */
import { type Document, isDocument, type Value } from '../bson/values.ts';
import { parseCollation } from '../collation.ts';
import { ServerError } from '../errors.ts';
import { parseFilter } from '../query/parse.ts';
import type { FieldTypes } from './arguments.ts';
import type { Invocation } from './invocation.ts';

export const createFields: FieldTypes = {
  capped: 'safeBool',
  size: 'int',
  max: 'int',
  autoIndexId: 'safeBool',
  idIndex: 'object',
  storageEngine: 'object',
  indexOptionDefaults: 'object',
  validator: 'object',
  validationLevel: 'string',
  validationAction: 'string',
  viewOn: 'string',
  pipeline: 'array',
  collation: 'object',
  timeseries: 'object',
  clusteredIndex: 'any',
  expireAfterSeconds: 'any',
  changeStreamPreAndPostImages: 'object',
  encryptedFields: 'object',
  flags: 'int',
  temp: 'safeBool',
};

/** Options that change how a collection behaves in ways that this server does not offer. */
const UNSUPPORTED = ['capped', 'timeseries', 'clusteredIndex', 'encryptedFields', 'expireAfterSeconds'];
const KEPT = ['validator', 'validationLevel', 'validationAction', 'viewOn', 'pipeline', 'collation'];

export function checkCollectionOptions(invocation: Invocation): Document {
  for (const name of UNSUPPORTED) {
    const value = invocation.body.get(name);
    if (value === undefined || value === null || value === false) continue;
    throw new ServerError('CommandNotSupported', `the collection option ${name} is not supported`);
  }
  const preImages = invocation.document('changeStreamPreAndPostImages');
  if (preImages?.get('enabled') === true) {
    throw new ServerError(
      'CommandNotSupported',
      'the collection option changeStreamPreAndPostImages is not supported',
    );
  }
  const options: Document = new Map();
  for (const name of KEPT) {
    const value = invocation.body.get(name);
    if (value !== undefined && value !== null) options.set(name, value);
  }
  const collation = parseCollation(options.get('collation'));
  if (collation) options.set('collation', collation.spec);
  else options.delete('collation');
  const validator = options.get('validator');
  if (isDocument(validator)) parseFilter(validator, { collation, variables: new Map() });
  checkView(options);
  return options;
}

function checkView(options: Document): void {
  const pipeline: Value | undefined = options.get('pipeline');
  if (!options.has('viewOn')) {
    if (pipeline !== undefined)
      throw new ServerError('InvalidOptions', "'pipeline' requires 'viewOn' to also be specified");
    return;
  }
  if (options.get('viewOn') === '') throw new ServerError('BadValue', "'viewOn' cannot be empty");
  if (pipeline === undefined) options.set('pipeline', []);
}
