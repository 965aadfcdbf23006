import { isSameUser, type Message } from '../sdk.ts';
import { printable } from './printable.ts';

/** "👍 bob, you  🎉 you"; '' without reactions. @param me username of the user */
export const reactionsOf = ({ Reactions = [], DeletedAt }: Message, me: string): string =>
  DeletedAt === null
    ? Reactions.map(({ Emoji, By }) => {
        const names = By.map((name) => (isSameUser(name, me) ? 'you' : printable(name)));
        return `${printable(Emoji)} ${names.join(', ')}`;
      }).join('  ')
    : '';
