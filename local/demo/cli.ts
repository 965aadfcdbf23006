/** `npm run demo`: adds people and conversations to the running stack. */
import { relative } from 'node:path';
import { findRun, type Run } from '../run-file.ts';
import { runCommand, UserError } from '../user-error.ts';
import { type DemoOptions, HELP, parseDemoOptions } from './options.ts';
import { showProgress } from './progress.ts';

const DAY = 24 * 60 * 60 * 1_000;

const count = (number: number): string => number.toLocaleString('en');

async function enterStack({ dataDir, external }: DemoOptions): Promise<Run> {
  const run = await findRun(dataDir);
  if (!run) {
    const place = relative(process.cwd(), dataDir) || dataDir;
    throw new UserError(
      `No CoreChat runs on ${place}. Start one with npm start, or name another with --data DIR`,
    );
  }
  if (run.database !== 'embedded' && !external) {
    throw new UserError(
      `This stack uses ${run.database}: everybody knows the password of the demo's accounts. With --external they go there all the same`,
    );
  }
  // lib reads the configuration when it is first imported, so it is imported here.
  Object.assign(process.env, run.env, { LOG_LEVEL: 'silent' });
  return run;
}

async function fill(options: DemoOptions, { url }: Run): Promise<string> {
  const { fillDemo } = await import('./fill.ts');
  const { DEMO_PASSWORD } = await import('./people.ts');
  const progress = showProgress();
  const startedAt = performance.now();
  const { usernames, added } = await fillDemo({ ...options, now: Date.now(), onProgress: progress.show });
  progress.stop();
  const [first, ...others] = usernames;
  // A stack of before has no place for files.
  const pictures = added && process.env.FILES_BUCKET ? await sendBetween(url, usernames) : 0;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const what = added
    ? `${count(added.people)} people, ${count(added.conversations)} conversations, ${added.groups} groups and ${count(added.messages + pictures)} messages were added in ${seconds} s.`
    : 'The demo data is there already: nothing was added. --again forgets it and fills again.';
  return `${what}

  Log in at ${url} as ${first} with the password ${DEMO_PASSWORD}
  All of them have that password: ${others.join(', ')}
`;
}

/** Between the first two, who know each other. */
async function sendBetween(url: string, [one = '', two = '']: string[]): Promise<number> {
  const { sendPictures } = await import('./pictures.ts');
  return sendPictures(url, [one, two]);
}

async function fillOne(options: DemoOptions, between: NonNullable<DemoOptions['between']>): Promise<string> {
  const { findCircle } = await import('../../lib/conversations/store/conversations.ts');
  const { findUsername } = await import('../../lib/accounts/store/users.ts');
  const { createHistory } = await import('./history.ts');
  const { writeHistory } = await import('./fill.ts');
  const [one, two] = await Promise.all(between.members.map(findUsername));
  if (!one || !two) throw new UserError(`There is no account ${between.members[one ? 1 : 0]}`);
  const plan = { days: 180, quietHours: 0, subject: 'friends', unread: 0 } as const;
  const history = createHistory(
    { ...plan, members: [one, two], messages: between.messages },
    options.seed,
    Date.now(),
  );
  if (await findCircle(history.conversation._id)) {
    throw new UserError(`${one} and ${two} have a conversation already: it was left as it is`);
  }
  const progress = showProgress();
  let done = 0;
  await writeHistory(history, (written) => {
    done += written;
    progress.show({ done, total: between.messages, what: `${one} and ${two}` });
  });
  progress.stop();
  const first = history.conversation.createdAt.getTime();
  const days = Math.round((Date.now() - first) / DAY);
  return `${count(between.messages)} messages of ${one} and ${two} were added, over ${days} days.`;
}

async function main(args: string[]): Promise<void> {
  const options = parseDemoOptions(args);
  if (options.help) return console.log(HELP);
  const run = await enterStack(options);
  const { closeMongo } = await import('../../lib/platform/mongo.ts');
  try {
    console.log(await (options.between ? fillOne(options, options.between) : fill(options, run)));
  } finally {
    await closeMongo();
  }
}

await runCommand(() => main(process.argv.slice(2)));
