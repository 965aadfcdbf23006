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

type Flags = Record<string, { type: 'boolean' }>;

/**
 * @param flags of this command alone
 * @throws UserError naming what is wrong
 */
export function parseStageOptions<Name extends string>(
  args: string[],
  command: string,
  flags: readonly Name[],
): StageOptions & Record<Name, boolean> {
  const own: Flags = Object.fromEntries(flags.map((name) => [name, { type: 'boolean' }]));
  const { values }: { values: Record<string, unknown> } = readArguments(`npm run ${command}`, {
    args,
    options: { ...STAGE_OPTIONS, ...own },
  });
  const help = values.help === true;
  const stage = String(values.stage ?? '');
  if (!help && !/^[a-z][a-z0-9-]*$/.test(stage) && !values.print) {
    throw new UserError(`Say which stage: npm run ${command} -- --stage dev`);
  }
  const region = values.region === undefined ? undefined : String(values.region);
  const switched = Object.fromEntries(flags.map((name) => [name, values[name] === true]));
  return { stage, region, help, ...(switched as Record<Name, boolean>) };
}
