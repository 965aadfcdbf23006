/** The form that a person registers with. */
export const PASSWORD = 'correct horse battery';

export const registration = (username: string) => ({
  first_name: 'Test',
  last_name: 'Person',
  username,
  password: PASSWORD,
  email: `${username}@example.org`,
});
