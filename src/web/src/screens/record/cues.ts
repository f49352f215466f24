import type { FactStatus, Polarity } from '../../api/schema';
import type { Span } from './text';

/** Words by which sources show how surely they say something. They are offered, and decide nothing: a person reads the sentence. */
export interface Cue {
  readonly words: string;
  readonly status?: FactStatus;
  readonly polarity?: Polarity;
}

export interface FoundCue extends Span {
  readonly cue: Cue;
}

/** `*` stands for the rest of a word: Russian and Ukrainian words have many endings. Where two overlap, the longer one counts. */
const cues: readonly Cue[] = [
  { words: 'unconfirmed', status: 'unconfirmed' },
  { words: 'not confirmed', status: 'unconfirmed' },
  { words: 'not been confirmed', status: 'unconfirmed' },
  { words: 'not yet confirmed', status: 'unconfirmed' },
  { words: 'could not be confirmed', status: 'unconfirmed' },
  { words: 'could not be verified', status: 'unconfirmed' },
  { words: 'not independently verified', status: 'unconfirmed' },
  { words: 'reportedly', status: 'unconfirmed' },
  { words: 'allegedly', status: 'unconfirmed' },
  { words: 'preliminary', status: 'preliminary' },
  { words: 'preliminarily', status: 'preliminary' },
  { words: 'according to preliminary', status: 'preliminary' },
  { words: 'according to early', status: 'preliminary' },
  { words: 'according to initial', status: 'preliminary' },
  { words: 'initial reports', status: 'preliminary' },
  { words: 'early reports', status: 'preliminary' },
  { words: 'early information', status: 'preliminary' },
  { words: 'according to', status: 'stated' },
  { words: 'confirmed', status: 'confirmed' },
  { words: 'confirms', status: 'confirmed' },
  { words: 'rumours', status: 'speculation' },
  { words: 'rumoured', status: 'speculation' },
  { words: 'may have', status: 'speculation' },
  { words: 'might have', status: 'speculation' },
  { words: 'possibly', status: 'speculation' },
  { words: 'denied', polarity: 'denied' },
  { words: 'denies', polarity: 'denied' },

  { words: 'предварительн*', status: 'preliminary' },
  { words: 'по предварительн* данн*', status: 'preliminary' },
  { words: 'неподтвержд*', status: 'unconfirmed' },
  { words: 'не подтвержд*', status: 'unconfirmed' },
  { words: 'не подтвердил*', status: 'unconfirmed' },
  { words: 'якобы', status: 'unconfirmed' },
  { words: 'по словам', status: 'stated' },
  { words: 'по данным', status: 'stated' },
  { words: 'подтвердил*', status: 'confirmed' },
  { words: 'подтвержден*', status: 'confirmed' },
  { words: 'подтверждён*', status: 'confirmed' },
  { words: 'возможно', status: 'speculation' },
  { words: 'предположительно', status: 'speculation' },
  { words: 'опроверг*', polarity: 'denied' },
  { words: 'отрицает', polarity: 'denied' },

  { words: 'попередн*', status: 'preliminary' },
  { words: 'за попередн* даними', status: 'preliminary' },
  { words: 'непідтвердж*', status: 'unconfirmed' },
  { words: 'не підтвердж*', status: 'unconfirmed' },
  { words: 'не підтвердив*', status: 'unconfirmed' },
  { words: 'нібито', status: 'unconfirmed' },
  { words: 'за словами', status: 'stated' },
  { words: 'за даними', status: 'stated' },
  { words: 'підтвердив*', status: 'confirmed' },
  { words: 'підтвердил*', status: 'confirmed' },
  { words: 'підтверджен*', status: 'confirmed' },
  { words: 'можливо', status: 'speculation' },
  { words: 'ймовірно', status: 'speculation' },
  { words: 'спростува*', polarity: 'denied' },
  { words: 'заперечу*', polarity: 'denied' },
];

/** The cues of one text that are looked at; the rest is not marked, and a text of nothing but cues is no report. */
const foundMax = 2_000;

const longestFirst = [...cues].sort((one, other) => other.words.length - one.words.length);
const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.map((cue) => `(${patternOf(cue.words)})`).join('|')})(?![\\p{L}\\p{N}])`, 'giu');

/** The cue words of a text, in UTF-16 offsets and in the order in which they stand. */
export function findCues(text: string): readonly FoundCue[] {
  const found: FoundCue[] = [];
  for (const match of text.matchAll(pattern)) {
    const cue = longestFirst[match.slice(1).findIndex((group) => group !== undefined)];
    if (cue !== undefined) {
      found.push({ start: match.index, end: match.index + match[0].length, cue });
    }
    if (found.length === foundMax) {
      break;
    }
  }
  return found;
}

/** What a cue offers, in a word. */
export function tellCue(cue: Cue): string {
  return cue.status ?? cue.polarity ?? '';
}

/** The first cue inside the words, where there is one. */
export function cueIn(words: string): Cue | null {
  return findCues(words)[0]?.cue ?? null;
}

function patternOf(words: string): string {
  return words.replaceAll('*', '\\p{L}*').replaceAll(' ', '\\s+');
}
