/** The people and messages that the sample events speak of, and the values that fill their placeholders. */
import { randomBytes } from 'node:crypto';

/** Made of nothing secret: sample users exist on development stacks only. */
const PASSWORD = 'a sample password';
const USERNAMES = ['sample-alice', 'sample-bob'];

type Placeholder = (argument: string) => string | Promise<string>;

/** Call with the functions' environment in place: lib reads it when first imported. */
export async function prepareSampleData(): Promise<{
  fill(event: string): Promise<string>;
  close(): Promise<void>;
}> {
  const [{ register }, { issueAccessToken }, { sendMessage }, { closeMongo }] = await Promise.all([
    import('../lib/accounts.ts'),
    import('../lib/auth/token.ts'),
    import('../lib/messaging.ts'),
    import('../lib/mongo.ts'),
  ]);
  for (const username of USERNAMES) {
    const form = { first_name: 'Sample', last_name: 'User', email: `${username}@example.org` };
    await register({ ...form, username, password: PASSWORD });
  }

  const placeholders: Record<string, Placeholder> = {
    password: () => PASSWORD,
    unique: () => randomBytes(4).toString('hex'),
    token: async (username) => (await issueAccessToken(username)).token,
    message: async (from) => {
      const to = USERNAMES.find((name) => name !== from) ?? from;
      return (await sendMessage(from, { to, text: 'A message to change' })).id;
    },
  };

  /** Every occurrence of one placeholder in an event gets one value. */
  const fill = async (event: string): Promise<string> => {
    let filled = event;
    for (const [placeholder, name = '', argument = ''] of event.matchAll(/\$\{(\w+)(?::([\w-]+))?\}/g)) {
      const make = placeholders[name];
      if (!make) throw new Error(`The event has an unknown placeholder ${placeholder}`);
      if (filled.includes(placeholder)) filled = filled.replaceAll(placeholder, await make(argument));
    }
    return filled;
  };
  return { fill, close: closeMongo };
}
