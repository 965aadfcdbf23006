/** The invite link with which a visitor came, until they are logged in: an account may have to be made before. */
import { effect } from '@preact/signals';
import type { Route } from '../app/route.ts';
import { route } from '../app/router.ts';
import { phase } from './session.ts';

let code: string | undefined;

effect(() => {
  const { value: at } = route;
  if (at.name === 'join') code = phase.value.name === 'logged-in' ? undefined : at.code;
});

/** Where those go who have just logged in. */
export const afterLogIn = (): Route => (code === undefined ? { name: 'inbox' } : { name: 'join', code });
