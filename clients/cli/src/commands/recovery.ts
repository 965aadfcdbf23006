/** recover, recovery-codes */
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { askNewPassword, askPassword, askRecoveryCode, askUsername } from '../interactive/forms.ts';
import { openChat, withSession } from '../open-chat.ts';
import { previousSession } from '../previous-session.ts';
import { printable } from '../text/printable.ts';
import { canAsk, cannotAsk } from './account.ts';
import { linesFromStdin, passwordFromStdin } from './input.ts';
import { jsonLine, type OutputOptions } from './output.ts';

/** Sets a new password, and logs in with it. */
export async function recover(
  context: Context,
  username: string | undefined,
  { stdin }: { stdin?: boolean },
): Promise<void> {
  if (!username && (stdin || !canAsk(context))) throw cannotAsk('the username');
  if (!stdin && !canAsk(context)) {
    throw new CliError(
      'Without a terminal, recover needs --stdin: the code and the new password, a line each.',
      EXIT.usage,
    );
  }
  const chat = openChat(context);
  try {
    const name = username ?? (await askUsername());
    const [code, password] = stdin
      ? await linesFromStdin(context)
      : [await askRecoveryCode(), await askNewPassword(context, 'New password:')];
    await chat.recover({ username: name, code, new_password: password });
    const previous = await previousSession(context);
    await chat.logIn({ username: name, password });
    await previous.end();
    context.print(
      `Your password is changed, and all devices are logged out. Logged in as ${printable(chat.session?.username ?? name)}.`,
    );
  } finally {
    chat.close();
  }
}

export async function makeCodes(
  context: Context,
  { passwordStdin, json }: OutputOptions & { passwordStdin?: boolean },
): Promise<void> {
  if (!passwordStdin && !canAsk(context)) throw cannotAsk('the password');
  await withSession(context, async (chat) => {
    const password = passwordStdin ? await passwordFromStdin(context) : await askPassword();
    const { codes, made_at } = await chat.me.makeRecoveryCodes({ password });
    if (json) return context.print(jsonLine({ codes, made_at }));
    context.complain(
      'Keep these codes: they are not shown again, and replace those made before. Each sets a new password once.',
    );
    for (const code of codes) context.print(code);
  });
}
