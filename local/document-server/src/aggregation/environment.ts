/** What stages need from the server around them. */
import type { Document, Value } from '../bson/values.ts';
import type { ExecutionContext } from '../planner/rows.ts';
import type { QueryContext } from '../query/filter.ts';
import type { ServerContext } from '../server-context.ts';
import type { Pause } from '../turns.ts';

export interface Environment {
  server: ServerContext;
  database: string;
  /** The collection that the pipeline runs on; undefined for a whole database. */
  collectionName: string | undefined;
  context: QueryContext;
  execution: ExecutionContext;
  bypassValidation: boolean;
  /** Nesting of views and sub-pipelines, which has a limit. */
  depth: number;
}

export type Stage = (source: Iterable<Document | Pause>) => Iterable<Document | Pause>;

/** Parses the operand of a stage. */
export type StageParser = (operand: Value, environment: Environment, name: string) => Stage;

export function withContext(environment: Environment, context: QueryContext): Environment {
  return { ...environment, context, depth: environment.depth + 1 };
}

/** The stages that pipelines may have. */
export interface StageTable {
  parsers: Record<string, StageParser>;
  /** Stages that make documents instead of taking them. */
  firstOnly: readonly string[];
  lastOnly: readonly string[];
  unsupported: readonly string[];
}
