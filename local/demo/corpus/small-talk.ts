/** Dialogues: one message per line, `a:` for the person who starts and `b:` for the other; separated by blank lines. {x|y} is a choice. */
export const SMALL_TALK = `
a: {Morning!|Good morning|Heyy|Hi|Hello there} {happy}
b: {Morning!|Hey|Hi hi|Hello you} How did you sleep?
a: {Like a stone|Badly, {pet} was up all night|Okay, too short as always}
b: {Coffee then ☕|Same here|Poor you {sad}}

a: It is {weather} here
b: {Same|Not here, blue sky|Stay inside then} {{happy}|{laugh}|}
a: {I have to go out though|Perfect for {food}|Typical}

a: Have you eaten?
b: Not yet. {I was thinking of {food}|Nothing in the fridge|You?}
a: I made {food}, there is {enough for {n}|too much of it|some left}
b: {On my way!!|Save me some|You are the best} {happy}

a: What are you doing {day}?
b: {Nothing yet|Depends|Work, then nothing}. Why?
a: {activity}? {time}, {place}
b: {ok}
a: {happy}

a: Are we still on for {activity} {day}?
b: {Yes!|Of course|Totally forgot, but yes} {time}?
a: {time} at {place}
b: {I might be ten minutes late|I will be there|ok}

a: Sorry, running late {sad}
b: {No worries|Again? {laugh}|Take your time, I have a book}
a: Ten minutes. {Order me something|Save me a seat|Bus is stuck}
b: {ok}

a: Did you watch {film}?
b: {Not yet, no spoilers!|Yes!! The ending|Fell asleep after ten minutes {laugh}}
a: {You have to|We should talk about the ending|I cried}
b: {Tonight then|Okay okay|Was it that good?}

a: Finished {book}
b: And?
a: {Could not put it down|The middle drags, but the end…|You were right}
b: Told you {happy}
a: What should I read next?
b: {Let me think|Anything but that trilogy|I will bring you one}

a: {relative} says hi by the way
b: Aw, say hi back! {How are they?|Still in {place2}?}
a: {All good|A bit tired, but fine|Just back from {place2}}

a: Did I leave {thing} at yours?
b: {Let me look|Yes! On the shelf|No… maybe at {place}?}
a: {Phew|I will pick it up {day}|Thank you!}

a: {pet} just {knocked over my tea|stole a whole sandwich|fell asleep on the keyboard|brought me a sock}
b: {laugh}
b: {Photo please|Of course|Innocent until proven guilty}

a: We should go to {place2}
b: You say that every {winter|spring|week} {laugh}
a: This time I looked up trains!
b: {And?|How long?|Send me the link}
a: {link}
b: {That is actually cheap|Oh wow|Let me check my calendar}

a: Look at this {link}
b: {{laugh}|Wow|Where do you find these things?}

a: How was {activity}?
b: {So good|Exhausting|Cancelled {sad}|We lost, but with style}
a: {Tell me everything|Jealous|Next time I am coming}
b: {Next time!|Promise|Voice call later?}

a: Guess who I just met at {place}
b: Who??
a: {relative|Sofia from school|our old landlord|Tunde, with {n} kids}!
b: {No way|What are the odds {laugh}|How are they?}

a: I am so tired {sad}
b: {Go to bed|Long day?|Same}
a: {n} meetings and then the {boiler broke|train stopped|dentist}
b: Ugh. {Tea and blanket|Sending a hug|Tomorrow will be better}

a: Happy birthday!!! 🎂🎉
b: Thank you {happy}
a: Any plans?
b: {Dinner at {place}, {time}. You are coming|{food} and the sofa, perfect|Pretending to be younger}
a: {Wouldn’t miss it|Ha, wise|Cake on me}

a: Can you water my plants next week?
b: {Sure|If you trust me after last time {laugh}|Which ones?}
a: Just the {big one|balcony|tomatoes}, {n} times
b: {ok}

a: {thing} — found it. It was in my other jacket all along
b: {{laugh}|Told you|Classic}

a: Goodnight {happy}
b: {Night|Sleep well|Goodnight 🌙|😴}

a: Home safe?
b: {Yes, just in|Five more minutes|Yes mum {laugh}}

a: What was the name of that {song|restaurant|game} again?
b: Which one?
a: The one from {day}, at {place}
b: {No idea, honestly|Ah! I will look it up|Ask {relative}, I wrote it down there}

a: I signed up for {a pottery course|the half marathon|choir|Japanese lessons}
b: {You what?|Proud of you {happy}|Again? {laugh}}
a: {day}s at {time}. Come with me?
b: {Let me sleep on it|In!|My knees say no}

a: Made {food} from this {link}
b: Looks {great|suspicious {laugh}|amazing}! Was it hard?
a: {Easy|Only {n} pots|The smoke alarm disagreed with the recipe}

a: Call?
b: {Give me five|In a meeting, {time}?|Sure, calling}
`;

export const REACTIONS = [
  '{ok}',
  '{laugh}',
  '{happy}',
  'Exactly',
  'True',
  'Hm, not sure',
  'Really?',
  'No way',
  'I know, right?',
  'Fair enough',
  'Let me think about it',
  'Thanks!',
  'Wow',
  'Ha',
  'Same',
  '🙏',
  '💯',
  'Agreed',
  '…',
  'Right',
  'That is what I thought',
  'Good point',
];

/** Messages of a person who gets no answer. */
export const MONOLOGUE = [
  'Are you around?',
  'Call me when you can, nothing bad',
  'Found {thing}, by the way!',
  'I am at {place} already',
  'Never mind, sorted it {happy}',
  'You will not believe what {relative} just told me',
  '{link}',
  'Also: {food} {day}?',
  'It is {weather} here, wish you could see it',
  'Hello? {laugh}',
  'Reminder: {activity}, {day}, {time}',
  '{pet} misses you',
  'Photos are up: {link}',
  'One more thing about {project}: I would rather wait until {day}',
  'Left you {thing} at {place}',
];

/** Alerts that a person on call pastes. */
export const ALERTS = [
  'Build {pr} passed in {num} s ✅',
  'Build {pr} failed: {bug} ❌',
  'p99 back to normal, {num} ms',
  'Error rate {pct}, looking',
  'Rolled back {project}. Status page: {link}',
  'Deployed {project} to staging',
  'Queue at {num}, draining',
  'Certificate renewed 🔒',
  'Disk at {pct}, cleaned up',
  'Retrying {bug}',
  'Backup verified, {num} GB',
];

export const NOTES = [
  'Buy oat milk, coffee, {food} ingredients',
  'Idea: swap the order of the two steps in {project}',
  '{link}',
  'Dentist {day} {time}',
  'Passphrase hint: not here, obviously',
  'Ask {relative} about {place2}',
  'Return {thing}',
  'Book: {book}',
  'TODO\n- {project}\n- {bug}\n- call {relative}',
];
