import { type Command, InvalidArgumentError, Option } from 'commander';
import * as people from '../commands/group-members.ts';
import * as groups from '../commands/groups.ts';
import type { Context } from '../context.ts';
import { count, filled, JSON_OPTION, username } from './arguments.ts';

const GROUP = ['<group>', 'the name or id of the group', filled] as const;
const USER = ['<user>', 'a username', username] as const;
const PEOPLE = 'usernames';
/** An invitation lasts 30 days at most. */
const MOST_HOURS = 720;

/** For an argument of several words. */
const usernames = (text: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  username(text),
];

function hours(text: string): number {
  const number = count(text);
  if (number < 1 || number > MOST_HOURS) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_HOURS}.`);
  }
  return number;
}

export function addGroupCommands(program: Command, context: () => Context): void {
  program
    .command('groups')
    .description('list the groups that you are in: id, name, members, your role')
    .option(...JSON_OPTION)
    .action((options) => groups.groups(context(), options));
  program
    .command('join')
    .description('join a group with the code of an invitation, or one that `group find` lists; prints its id')
    .argument('<code|id>', 'the code, or the id of a listed group', filled)
    .option(...JSON_OPTION)
    .action((code, options) => people.join(context(), code, options));
  const group = program.command('group').description('make a group, show and change it').helpCommand(false);
  addMaking(group, context);
  addPeople(group, context);
  addChanges(group, context);
}

const historyOption = () =>
  new Option(
    '--history <from>',
    'what new members see: all messages ("start"), or those after joining ("join")',
  ).choices(['start', 'join']);
const postOption = () => new Option('--post <who>', 'who may write').choices(['all', 'admins']);
const addOption = () => new Option('--add <who>', 'who may add people').choices(['members', 'admins']);
const LISTED = ['--listed', 'others find it, and may join'] as const;

function addMaking(group: Command, context: () => Context): void {
  group
    .command('create')
    .description('make a group; prints its id')
    .argument('<name>', 'up to 64 characters', filled)
    .argument('[user...]', PEOPLE, usernames)
    .option('--topic <text>', 'what it is about')
    .addOption(historyOption())
    .addOption(postOption())
    .addOption(addOption())
    .option(...LISTED)
    .option(...JSON_OPTION)
    .action((name, names = [], options) => groups.create(context(), name, names, options));
  group
    .command('show')
    .description('show the settings of a group')
    .argument(...GROUP)
    .option(...JSON_OPTION)
    .action((name, options) => groups.show(context(), name, options));
  group
    .command('find')
    .description('list the groups that everybody may join: id, name, members, topic')
    .argument('[name...]', 'the beginning of the name; all of them unless given')
    .option(...JSON_OPTION)
    .action((words = [], options) => groups.find(context(), words.join(' '), options));
}

function addPeople(group: Command, context: () => Context): void {
  group
    .command('members')
    .description('list the members of a group')
    .argument(...GROUP)
    .option(...JSON_OPTION)
    .action((name, options) => people.members(context(), name, options));
  group
    .command('add')
    .description('add people to a group')
    .argument(...GROUP)
    .argument('<user...>', PEOPLE, usernames)
    .action((name, names) => people.add(context(), name, names));
  group
    .command('remove')
    .description('remove people from a group')
    .argument(...GROUP)
    .argument('<user...>', PEOPLE, usernames)
    .action((name, names) => people.remove(context(), name, names));
  group
    .command('role')
    .description('make a member owner, admin or member')
    .argument(...GROUP)
    .argument(...USER)
    .addArgument(group.createArgument('<role>').choices(['owner', 'admin', 'member']))
    .action((name, user, role) => people.setRole(context(), name, user, role));
  group
    .command('invite')
    .description('make an invitation; prints its code, which `corechat join` takes')
    .argument(...GROUP)
    .option('--hours <number>', 'how long it lasts, at most 720; 168 unless given', hours)
    .option('--uses <number>', 'how many people can join with it; any number unless given', count)
    .option(...JSON_OPTION)
    .action((name, options) => people.invite(context(), name, options));
  group
    .command('invites')
    .description('list the invitations that can be used: id, end, how many joined')
    .argument(...GROUP)
    .option(...JSON_OPTION)
    .action((name, options) => people.invites(context(), name, options));
  group
    .command('revoke')
    .description('end an invitation')
    .argument(...GROUP)
    .argument('<id>', 'as `group invites` prints it', filled)
    .action((name, id) => people.revoke(context(), name, id));
  group
    .command('leave')
    .description('leave a group')
    .argument(...GROUP)
    .action((name) => people.leave(context(), name));
}

function addChanges(group: Command, context: () => Context): void {
  group
    .command('rename')
    .description('rename a group')
    .argument(...GROUP)
    .argument('<name>', 'the new name', filled)
    .action((name, Name) => groups.update(context(), name, { Name }, 'Renamed.'));
  group
    .command('topic')
    .description('set the topic of a group; an empty one removes it')
    .argument(...GROUP)
    .argument('<topic>')
    .action((name, Topic) => groups.update(context(), name, { Topic }, 'Changed.'));
  group
    .command('set')
    .description('change the settings of a group')
    .argument(...GROUP)
    .addOption(historyOption())
    .addOption(postOption())
    .addOption(addOption())
    .option(...LISTED)
    .option('--no-listed', 'only members find it')
    .action((name, options) => groups.set(context(), name, options));
  group
    .command('close')
    .description('close a group: it can be read, and never changed again')
    .argument(...GROUP)
    .option('--yes', 'confirm it: a closed group stays closed')
    .action((name, { yes }) => groups.close(context(), name, yes === true));
}
