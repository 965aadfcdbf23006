/** $facet, $sortByCount, $unionWith. */
import { type Document, document, isDocument, type Value } from '../../bson/values.ts';
import { ServerError } from '../../errors.ts';
import { collected } from '../../turns.ts';
import { type Environment, type StageParser, withContext } from '../environment.ts';
import { parseStages, pausing, preparePipeline, runStages, splitStages, stageTable } from '../pipeline.ts';

export const facet: StageParser = (operand, environment) => {
  if (!isDocument(operand) || operand.size === 0)
    throw new ServerError(40169, 'the $facet specification must be a non-empty object');
  const facets = [...operand].map(([name, pipeline]) => {
    const stages = splitStages(pipeline);
    const illegal = stages.find((stage) =>
      [...stageTable.firstOnly, ...stageTable.lastOnly, '$facet'].includes(stage.name),
    );
    if (illegal)
      throw new ServerError(40600, `${illegal.name} is not allowed to be used within a $facet stage`);
    return [name, parseStages(stages, environment)] as const;
  });
  return function* (source) {
    const input = yield* collected(source);
    const result: Document = new Map();
    for (const [name, stages] of facets)
      result.set(name, yield* collected(runStages(stages, pausing(input))));
    yield result;
  };
};

export const sortByCount: StageParser = (operand, environment) => {
  const expression = typeof operand === 'string' && operand.startsWith('$');
  if (!expression && !isDocument(operand))
    throw new ServerError(
      40147,
      'the sortByCount field must be defined as a $-prefixed path or an expression',
    );
  const group = document({ _id: operand, count: document({ $sum: 1 }) });
  const parse = (name: string, spec: Document) =>
    (stageTable.parsers[name] as StageParser)(spec, environment, name);
  const stages = [parse('$group', group), parse('$sort', document({ count: -1 }))];
  return (source) => runStages(stages, source);
};

export const unionWith: StageParser = (operand, environment) => {
  const collectionName = isDocument(operand) ? operand.get('coll') : operand;
  const pipeline: Value = (isDocument(operand) ? operand.get('pipeline') : undefined) ?? [];
  if (typeof collectionName !== 'string')
    throw new ServerError('FailedToParse', "the $unionWith stage specification needs a 'coll'");
  const inner: Environment = { ...withContext(environment, environment.context), collectionName };
  const prepared = preparePipeline(inner, pipeline);
  return function* (source) {
    yield* source;
    yield* prepared.run();
  };
};
