/** The command lines of `npm run deploy`, `remove` and `keys`: a stage, a region, and what each adds. */
import { readArguments } from '../local/arguments.ts';
import { UserError } from '../local/user-error.ts';

export interface StageOptions {
  stage: string;
  /** undefined: the environment's or the profile's */
  region: string | undefined;
  help: boolean;
}

const STAGE_OPTIONS = {
  stage: { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Options<Type> = Record<string, { type: Type }>;

/**
 * @param flags of this command alone
 * @param texts likewise, with a value each; '' when not given
 * @throws UserError naming the fault
 */
export function parseStageOptions<Name extends string, Text extends string = never>(
  args: string[],
  command: string,
  flags: readonly Name[],
  texts: readonly Text[] = [],
): StageOptions & Record<Name, boolean> & Record<Text, string> {
  const own: Options<'boolean'> = Object.fromEntries(flags.map((name) => [name, { type: 'boolean' }]));
  const ownTexts: Options<'string'> = Object.fromEntries(texts.map((name) => [name, { type: 'string' }]));
  const { values }: { values: Record<string, unknown> } = readArguments(`npm run ${command}`, {
    args,
    options: { ...STAGE_OPTIONS, ...own, ...ownTexts },
  });
  const help = values.help === true;
  const stage = String(values.stage ?? '');
  if (!help && !/^[a-z][a-z0-9-]*$/.test(stage) && !values.print) {
    throw new UserError(`Say which stage: npm run ${command} -- --stage dev`);
  }
  const region = values.region === undefined ? undefined : String(values.region);
  const switched = Object.fromEntries(flags.map((name) => [name, values[name] === true]));
  const given = Object.fromEntries(texts.map((name) => [name, String(values[name] ?? '')]));
  return {
    stage,
    region,
    help,
    ...(switched as Record<Name, boolean>),
    ...(given as Record<Text, string>),
  };
}
