/** What is counted. */
export type Operation =
  | 'register'
  | 'log in'
  | 'refresh'
  | 'read the inbox'
  | 'connect'
  | 'disconnect'
  | 'ping'
  | 'sync the inbox'
  | 'open a conversation'
  | 'send'
  | 'typing'
  | 'mark as read';

type InGroup = 'send' | 'typing' | 'mark as read';

export type GroupOperation = `${InGroup}, group of ${number}`;

export const groupOperation = (operation: InGroup, members: number): GroupOperation =>
  `${operation}, group of ${members}`;
