/** Dialogues between colleagues, in the format of small-talk.ts. */
export const WORK = `
a: Do you have a minute for {pr}?
b: {Sure|After stand-up|Looking now}
b: {Left two comments|Looks good, one nit|Approved 🚢}
a: {Thanks!|Fixed|Good catch}

a: {bug} is back
b: {Again? {sad}|Did we not fix that?|I saw it too}
a: Only on {staging|Safari|Windows|the old API}
b: {I will take it|Can you send me the logs?|Pairing after lunch?}
a: {ok}

a: Found it! {bug} came from a cache that never expired
b: {Of course it did|There are two hard things… {laugh}|Nice find {happy}}
a: {pr} fixes it, with a test that was red before
b: {Reviewing|You are my hero|Ship it}

a: Can we move the {planning|retro|1:1|demo} to {day}, {time}?
b: {ok}
a: {Sent the invite|Thanks, you saved me|Great}

a: How is {project} going?
b: {On track|About {pct} left|Slower than I hoped, {bug} cost me a day}
a: Anything you need from me?
b: {A second pair of eyes on {pr}|Just time|A decision on the colours}
a: {Will do|You have it by {day}|Let us talk at {time}}

a: The numbers are in: {num} sign-ups, {pct} more than last week
b: {Wow|That is huge {happy}|Is that with or without bots? {laugh}}
a: {Without|I double-checked|Still counting}

a: Deploying {project} in five minutes
b: 🤞
a: {Done, all green|Rolled back, {bug}|Done. Watching the graphs}
b: {happy}

a: Who is on call {day}?
b: {Me|Jens, I think|Priya until {time}, then me}
a: {ok}

a: Draft of the announcement: {link}
b: {Reading|I would cut the second paragraph|Love the title}
b: Maybe mention {project} too?
a: {Good idea|Added|Hm, it is not out yet}

a: Slides for {day} are here {link}
b: {n} slides about {bug}?? {laugh}
a: It is a good story!
b: {It is|Only if you tell it in two minutes|Keep the graph, lose the rest}

a: The client asked for {project} by {day}
b: {Which {day}? {laugh}|Not happening|Possible, if we drop {bug}}
a: I said we would look at it
b: {Then let us look at it|Thanks for not promising|We need {n} days}

a: \`npm ci\` fails on my machine since {pr}
b: Which Node?
a: {20|22, I think|How do I see that?}
b: {That is it|Try 24|Run it again with a clean checkout}
a: {Works!|Still the same {sad}|You were right, sorry for the noise}

a: Lunch? {place}, {time}
b: {ok}
b: {I need to be back by two|Can Arjun come along?|Finally, I am starving}

a: Customer says: “{n} clicks to do one thing”. She is right
b: {Ouch, but yes|We could merge the first two|I have a sketch for that: {link}}
a: {Ooh|Show me at {time}|Yes please}

a: I will be off {day}, {pr} is ready if somebody wants it
b: {Enjoy!|I will take it|Nothing will break, promise {laugh}}
`;

/** Long messages. */
export const LONG = [
  `Okay, here is the whole story about {project}, because I will be away {day} and somebody should know.

1. We started with the simple version, which worked for {num} rows and fell over at {num}0.
2. The fix was not more memory. It was reading in the order in which the index already has them, and never looking back.
3. {bug} looked like the same problem and was not: that one comes from two clocks that disagree by a second or so. Nothing is lost, it only looks like it for a moment.
4. What is left: the report for the {pct} of accounts that have no time zone, and the copy on the last page, which nobody has read aloud yet.

If anything burns: {link}. If nothing burns, please still have a look, I would like a second opinion before we call it done. Thank you, and sorry for the wall of text!`,
  `I have been thinking about what you said {day}, and I believe you are right. We keep planning these trips as if we had to see everything. The best afternoon in {place2} was the one when the museum was closed, it was {weather}, and we sat in that kitchen with {food} until it got dark, and {relative} told the story about the boat. I do not remember a single sight from that week, but I remember every word of that story.

So here is my proposal for this year: one place, no list, {n} days. We cook. We walk. If there is a museum, fine. You bring the games, I bring {thing} (found it!). Say yes {happy}`,
  `Recipe, as promised:

– two onions, slowly, until they are sweet. No, slower
– a spoon of cumin, a spoon of coriander, half of that chilli
– tomatoes, {n} of the good ones, or a tin
– simmer until you can see the bottom of the pan when you stir
– eggs or chickpeas or both

Serve with bread. It is {food} in spirit if not in name. Longer version with pictures: {link}`,
];
