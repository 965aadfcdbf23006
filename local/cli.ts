/** `npm start`. */
import { HELP, parseStartOptions } from './options.ts';
import { runProduct } from './product.ts';
import { runCommand } from './user-error.ts';

export const main = (args: string[]): Promise<void> =>
  runCommand(async () => {
    const { help, ...options } = parseStartOptions(args);
    if (help) console.log(HELP);
    else process.exit(await runProduct(options));
  });
