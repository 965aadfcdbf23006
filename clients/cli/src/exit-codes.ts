/** Exit codes. 75 is EX_TEMPFAIL of sysexits.h: it may work later; 130 is 128 + SIGINT. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  notLoggedIn: 3,
  notFound: 4,
  notSentYet: 75,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES_HELP = `
Exit codes:
   0  done
   1  failed; the reason is on standard error
   2  the command line is wrong
   3  not logged in, or the session has ended
   4  no such user, group, message or session
  75  not sent yet: kept, and sent as soon as the server answers again
 130  interrupted with Ctrl-C; 129 and 143 with SIGHUP and SIGTERM`;
