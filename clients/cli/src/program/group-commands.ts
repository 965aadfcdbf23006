import { type Command, Option } from 'commander';
import * as groups from '../commands/groups.ts';
import type { Context } from '../context.ts';
import { count, filled, JSON_OPTION, username } from './arguments.ts';

const GROUP = ['<group>', 'its name or id', filled] as const;
const USER = ['<user>', 'a username', username] as const;
const PEOPLE = 'usernames';

/** For an argument of several words. */
const usernames = (text: string, before: string[] | undefined): string[] => [
  ...(before ?? []),
  username(text),
];

export function addGroupCommands(program: Command, context: () => Context): void {
  program
    .command('groups')
    .description('list the groups that you are in: id, name, members, your role')
    .option(...JSON_OPTION)
    .action((options) => groups.groups(context(), options));
  program
    .command('join')
    .description('join a group with the code of an invitation; prints its id')
    .argument('<code>', 'the code', filled)
    .option(...JSON_OPTION)
    .action((code, options) => groups.join(context(), code, options));
  const group = program.command('group').description('make a group, show and change it').helpCommand(false);
  addMaking(group, context);
  addPeople(group, context);
  addChanges(group, context);
}

function addMaking(group: Command, context: () => Context): void {
  group
    .command('create')
    .description('make a group; prints its id')
    .argument('<name>', 'up to 64 characters', filled)
    .argument('[user...]', PEOPLE, usernames)
    .option('--topic <text>', 'what it is about')
    .addOption(
      new Option('--history <from>', 'what new members see: all messages, or those after joining').choices([
        'start',
        'join',
      ]),
    )
    .addOption(new Option('--post <who>', 'who may write').choices(['all', 'admins']))
    .addOption(new Option('--add <who>', 'who may add people').choices(['members', 'admins']))
    .option('--listed', 'others find it, and may join')
    .option(...JSON_OPTION)
    .action((name, people = [], options) => groups.create(context(), name, people, options));
  group
    .command('show')
    .description('show its settings')
    .argument(...GROUP)
    .option(...JSON_OPTION)
    .action((name, options) => groups.show(context(), name, options));
}

function addPeople(group: Command, context: () => Context): void {
  group
    .command('members')
    .description('list its members')
    .argument(...GROUP)
    .option(...JSON_OPTION)
    .action((name, options) => groups.members(context(), name, options));
  group
    .command('add')
    .description('add people')
    .argument(...GROUP)
    .argument('<user...>', PEOPLE, usernames)
    .action((name, people) => groups.add(context(), name, people));
  group
    .command('remove')
    .description('remove people')
    .argument(...GROUP)
    .argument('<user...>', PEOPLE, usernames)
    .action((name, people) => groups.remove(context(), name, people));
  group
    .command('role')
    .description('make a member owner, admin or member')
    .argument(...GROUP)
    .argument(...USER)
    .addArgument(group.createArgument('<role>').choices(['owner', 'admin', 'member']))
    .action((name, user, role) => groups.setRole(context(), name, user, role));
  group
    .command('invite')
    .description('make an invitation; prints its code, which `corechat join` takes')
    .argument(...GROUP)
    .option('--hours <number>', 'for so long', count)
    .option('--uses <number>', 'for so many people', count)
    .option(...JSON_OPTION)
    .action((name, options) => groups.invite(context(), name, options));
  group
    .command('leave')
    .description('leave it')
    .argument(...GROUP)
    .action((name) => groups.leave(context(), name));
}

function addChanges(group: Command, context: () => Context): void {
  group
    .command('rename')
    .description('give it another name')
    .argument(...GROUP)
    .argument('<name>', 'the new one', filled)
    .action((name, Name) => groups.update(context(), name, { Name }, 'Renamed.'));
  group
    .command('topic')
    .description('set its topic; an empty one removes it')
    .argument(...GROUP)
    .argument('<topic>')
    .action((name, Topic) => groups.update(context(), name, { Topic }, 'Changed.'));
  group
    .command('close')
    .description('close it: it can be read, and never changed again')
    .argument(...GROUP)
    .option('--yes', 'I am sure')
    .action((name, { yes }) => groups.close(context(), name, yes === true));
}
