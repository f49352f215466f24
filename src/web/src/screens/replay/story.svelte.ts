import { path, send } from '../../api/ask';
import { parseLine, readLines } from '../../api/ndjson';
import { Problem } from '../../api/problem';
import type { FactView } from '../../api/schema';
import { chartFact, type ChartFact } from './facts';
import { datingsOf, datingTypes, noDatings, type DatingEvent, type Datings } from './datings';
import { stepsOf, type Change, type Step } from './steps';

/** What is replayed: a region, or an incident with its parts. */
export interface Subject {
  readonly region: string | null;
  readonly incidents: readonly string[];
  readonly withContext: boolean;
  /** Only what was recorded after this position; 0 for all. */
  readonly after: number;
}

/** How many facts are in view at once: as many as a chart can draw in a frame, and a reader can scrub through. */
export const factsMax = 5_000;

/** How far facts beyond those in view are counted; then it is said that there are more. */
export const countedMax = 25_000;

/** How many changes are kept. */
export const changesMax = 20_000;

/** Events of the log that one request goes through, as many as the service takes, and how many such requests: a million events. */
const eventsMax = 10_000;
const roundsMax = 100;

/** Between two attempts where the service is away or busy, in milliseconds. */
const pause = 1_500;

/** Between two showings of what has come so far, in milliseconds. */
const showEvery = 250;

/** All that was reported of a subject, and how its picture changed by it: asked for once, and cut here while the reader moves through it. */
export class Story {
  facts: readonly ChartFact[] = $state.raw([]);
  /** How many facts there are; null while it is counted. */
  counted: number | null = $state(null);
  /** Whether counting ended before the facts did. */
  isMore: boolean = $state(false);
  datings: Datings = $state.raw(noDatings);
  steps: readonly Step[] = $state.raw([]);
  /** Up to which position the changes are told. */
  reached: number = $state(0);
  /** Whether there are more changes than are kept. */
  isCutShort: boolean = $state(false);
  isLoadingFacts: boolean = $state(false);
  isLoadingSteps: boolean = $state(false);
  problem: Problem | null = $state.raw(null);
}

/** Reads the facts of a subject, and again when `again` changes; what was read stays until it has come anew. */
export function loadFacts(story: Story, subjectOf: () => Subject | null, again: () => unknown): void {
  let shown = '';
  $effect(() => {
    const subject = subjectOf();
    again();
    const ending = new AbortController();
    if (subject !== null) {
      if (shown !== JSON.stringify(subject)) {
        shown = JSON.stringify(subject);
        story.facts = [];
        story.counted = null;
      }
      void persist(story, ending.signal, async () => {
        story.isLoadingFacts = true;
        await readFacts(story, subject, ending.signal);
        story.isLoadingFacts = false;
        await readDatings(story, subject, ending.signal);
      });
    }
    return () => ending.abort();
  });
}

/** Reads the changes of a subject as they are at an event time and published by an instant, where those are given. */
export function loadSteps(story: Story, subjectOf: () => Subject | null, cutsOf: () => { readonly eventTime?: string | undefined; readonly publishedBy?: string | undefined }, again: () => unknown): void {
  let shown = '';
  $effect(() => {
    const subject = subjectOf();
    const cuts = cutsOf();
    again();
    const ending = new AbortController();
    if (subject !== null) {
      if (shown !== JSON.stringify(subject)) {
        shown = JSON.stringify(subject);
        story.steps = [];
      }
      void persist(story, ending.signal, async () => {
        story.isLoadingSteps = true;
        await readSteps(story, subject, cuts, ending.signal);
        story.isLoadingSteps = false;
      });
    }
    return () => ending.abort();
  });
}

async function persist(story: Story, signal: AbortSignal, read: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await read();
      story.problem = null;
      return;
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
      story.problem = failure instanceof Problem ? failure : Problem.away(); // A stream that broke: the connection did.
      if (!story.problem.isPassing) {
        return;
      }
      await new Promise((resume) => setTimeout(resume, (story.problem?.retryAfter ?? pause / 1_000) * 1_000));
    }
  }
}

async function readFacts(story: Story, subject: Subject, signal: AbortSignal): Promise<void> {
  const found = new Map<string, ChartFact>();
  let counted = 0;
  let nextShown = performance.now() + showEvery;
  const isFirst = story.facts.length === 0;
  for (const about of filtersOf(subject)) {
    const response = await send(path(['facts'], { ...about, after: subject.after, limit: countedMax + 1 }), { accept: 'application/x-ndjson', signal });
    for await (const line of readLines(response)) {
      if (counted > countedMax) {
        break;
      }
      if (found.size >= factsMax) {
        counted++; // Beyond what is shown lines are counted, and not read.
        continue;
      }
      const fact = chartFact(parseLine<FactView>(line));
      counted += found.has(fact.id) ? 0 : 1;
      found.set(fact.id, fact);
      if (isFirst && performance.now() > nextShown) {
        story.facts = inOrder(found);
        nextShown = performance.now() + showEvery;
      }
    }
  }
  signal.throwIfAborted();
  story.facts = inOrder(found);
  story.counted = Math.min(counted, countedMax);
  story.isMore = counted > countedMax;
}

/** Since when the facts in view are dated and struck: the decisions after the first of them, up to the head of the log. */
async function readDatings(story: Story, subject: Subject, signal: AbortSignal): Promise<void> {
  const events: DatingEvent[] = [];
  const first = story.facts[0]?.position;
  for (const about of first === undefined ? [] : filtersOf(subject)) {
    for (let [after, round, isMore] = [first ?? 0, 0, true]; isMore && round < roundsMax; round++) {
      const from: number = after;
      const response = await send(path(['events'], { ...about, type: datingTypes.join(','), after, limit: eventsMax }), { accept: 'application/x-ndjson', signal });
      for await (const line of readLines(response)) {
        const told = parseLine<DatingEvent | { readonly reached: number }>(line);
        if ('reached' in told) {
          after = told.reached;
        } else {
          events.push(told);
        }
      }
      isMore = after - from >= eventsMax;
    }
  }
  signal.throwIfAborted();
  story.datings = datingsOf(events);
}

async function readSteps(story: Story, subject: Subject, cuts: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Promise<void> {
  const changes: Change[] = [];
  const isFirst = story.steps.length === 0;
  let nextShown = performance.now() + showEvery;
  story.isCutShort = false;
  for (const about of filtersOf(subject)) {
    const response = await send(path(['changes'], { ...about, ...cuts, after: subject.after, include: subject.withContext ? 'context' : undefined }), { accept: 'application/x-ndjson', signal });
    for await (const line of readLines(response)) {
      const told = parseLine<Change | { readonly reached: number }>(line);
      if ('reached' in told) {
        story.reached = told.reached;
        continue;
      }
      story.reached = told.position;
      if (changes.length >= changesMax) {
        story.isCutShort = true;
        break;
      }
      changes.push(told);
      if (isFirst && performance.now() > nextShown) {
        story.steps = stepsOf(changes);
        nextShown = performance.now() + showEvery;
      }
    }
  }
  signal.throwIfAborted();
  story.steps = stepsOf(changes);
}

/** A query takes one incident; the parts of one are asked for after it. */
function filtersOf(subject: Subject): readonly Readonly<Record<string, string>>[] {
  return subject.region !== null ? [{ region: subject.region }] : subject.incidents.map((incident) => ({ incident }));
}

function inOrder(facts: ReadonlyMap<string, ChartFact>): readonly ChartFact[] {
  return [...facts.values()].sort((one, other) => one.position - other.position);
}
