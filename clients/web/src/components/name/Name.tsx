import { nameOf, type Person } from '../../state/people.ts';
import './name.css';

/** What a person is called. Others choose it: the product's own words look different (OwnWords). */
export const Name = ({ person, showUsername = false }: { person: Person; showUsername?: boolean }) => (
  <>
    <bdi class="name">{nameOf(person)}</bdi>
    {showUsername && person.displayName !== null && <Username of={person.username} />}
  </>
);

/** `@bob`: the username, which is unique. */
export const Username = ({ of: username }: { of: string }) => <bdi class="name username"> @{username}</bdi>;

/** A label of the product where the name of a person stands elsewhere, such as "Notes to yourself". */
export const OwnWords = ({ children }: { children: string }) => <span class="own-words">{children}</span>;
