/** Realistic conversations from the corpus: a sequence of dialogues with filled slots. */
import { LANGUAGES, type OtherLanguage } from './corpus/languages.ts';
import { SLOTS } from './corpus/slots.ts';
import { ALERTS, MONOLOGUE, NOTES, REACTIONS, SMALL_TALK } from './corpus/small-talk.ts';
import { LONG, WORK } from './corpus/work.ts';
import type { Random } from './random.ts';

export interface Line {
  /** 0 or 1: the author */
  side: number;
  text: string;
}

/** The topic of two people, in addition to small talk in English. */
export type Subject = 'friends' | 'work' | OtherLanguage;

type Script = Line[];

const parseScripts = (text: string): Script[] =>
  text
    .trim()
    .split(/\n\s*\n/)
    .map((script) =>
      script.split('\n').map((line) => ({ side: line.startsWith('a:') ? 0 : 1, text: line.slice(2).trim() })),
    );

const FRIENDS = parseScripts(SMALL_TALK);
const COLLEAGUES = parseScripts(WORK);
const OTHERS = Object.fromEntries(
  Object.entries(LANGUAGES).map(([language, text]) => [language, parseScripts(text)]),
);

/** The innermost braces, so that a choice can contain slots: {Yes|No {sad}}. */
const BRACES = /\{([^{}]*)\}/;

/** @param words of the dialogue's slots so far */
export function fill(template: string, random: Random, words = new Map<string, string>()): string {
  let text = template;
  for (let found = BRACES.exec(text); found; found = BRACES.exec(text)) {
    const [braces, inside = ''] = found;
    text = text.replace(braces, () =>
      inside.includes('|') ? random.pick(inside.split('|')) : word(inside, random, words),
    );
  }
  return text.trim();
}

/** Slots that vary between lines, such as exclamations; places, days and projects do not. */
const VARYING = new Set(['happy', 'sad', 'laugh', 'ok']);

function word(slot: string, random: Random, words: Map<string, string>): string {
  const choices = SLOTS[slot];
  if (!choices) throw new Error(`The corpus names a slot {${slot}} that has no words`);
  const known = VARYING.has(slot) ? undefined : words.get(slot);
  const chosen = known ?? random.pick(choices);
  words.set(slot, chosen);
  return chosen;
}

function nextScript(subject: Subject, random: Random): Script {
  if (random.chance(0.01)) return [{ side: 0, text: random.pick(LONG) }];
  if (subject === 'friends') return random.pick(FRIENDS);
  if (subject === 'work') return random.pick(random.chance(0.8) ? COLLEAGUES : FRIENDS);
  return random.pick(random.chance(0.75) ? (OTHERS[subject] ?? FRIENDS) : FRIENDS);
}

/** One session: several different dialogues, each started by either person. */
export function talk(subject: Subject, random: Random): Line[] {
  const lines: Line[] = [];
  const scripts = new Set(Array.from({ length: random.int(1, 5) }, () => nextScript(subject, random)));
  for (const script of scripts) {
    const words = new Map<string, string>();
    const turned = random.int(0, 1);
    for (const { side, text } of script) {
      const said = fill(text, random, words);
      if (said !== '') lines.push({ side: side ^ turned, text: said });
    }
    if (random.chance(0.3))
      lines.push({ side: random.int(0, 1), text: fill(random.pick(REACTIONS), random) });
  }
  return lines;
}

/** Messages of one person without answers; many of them are alerts. */
export const monologue = (count: number, side: number, random: Random): Line[] =>
  Array.from({ length: count }, () => {
    const text = fill(random.pick(count > 20 ? ALERTS : MONOLOGUE), random);
    return { side, text };
  });

/** Notes to oneself. */
export const notes = (count: number, random: Random): Line[] =>
  Array.from({ length: count }, () => ({ side: 0, text: fill(random.pick(NOTES), random) }));
