import { untrack } from 'svelte';
import { path, send } from '../../api/ask';
import { parseLine, readLines } from '../../api/ndjson';
import { Problem } from '../../api/problem';
import type { FactView } from '../../api/schema';
import { caller } from '../../state/caller.svelte';
import { datingsOf, datingTypes, noDatings, type DatingEvent, type Datings } from './datings';
import { chartFact, type ChartFact } from './facts';
import { Reading } from './reading';
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

/** Between two showings of what has come so far, in milliseconds. */
const showEvery = 250;

/** All that was reported of a subject, and how its picture changed by it: asked for once, and cut here while the reader moves through it. */
export class Story {
  facts: readonly ChartFact[] = $state.raw([]);
  /** How many facts there are; null while it is counted. */
  counted: number | null = $state(null);
  /** Whether counting ended before the facts did. */
  isMore: boolean = $state(false);
  /** Up to which position the facts hold the log; null while they are read. */
  factsKnownAt: number | null = $state(null);
  datings: Datings = $state.raw(noDatings);
  /** Whether the log goes on beyond what is gone through for datings. */
  areDatingsCutShort: boolean = $state(false);
  /** Whether the facts and their datings are all read. */
  areFactsWhole: boolean = $state(false);
  steps: readonly Step[] = $state.raw([]);
  /** Of which subject and cuts the steps are, as {@link stepsKey} writes them; others than those wanted are no answer to them. */
  stepsOf: string = $state('');
  /** Whether the steps are all read, up to the head of the log. */
  areStepsWhole: boolean = $state(false);
  /** Up to which position the changes are told. */
  reached: number = $state(0);
  /** Whether there are more changes than are kept. */
  isCutShort: boolean = $state(false);
  isLoadingFacts: boolean = $state(false);
  isLoadingSteps: boolean = $state(false);
  factsProblem: Problem | null = $state.raw(null);
  stepsProblem: Problem | null = $state.raw(null);
  /** The changes that the steps are made of. */
  changes: readonly Change[] = [];
}

/** The cuts that tell one sequence of changes from another. */
export interface StepCuts {
  readonly eventTime?: string | undefined;
  readonly publishedBy?: string | undefined;
}

export function stepsKey(subject: Subject, cuts: StepCuts): string {
  return JSON.stringify([subject, cuts.eventTime ?? null, cuts.publishedBy ?? null, caller.key]);
}

/** Reads the facts of a subject, and again when `again` (a position that the answer has to hold) changes; what was read stays until it has come anew. */
export function loadFacts(story: Story, subjectOf: () => Subject, again: () => number): void {
  let [shown, wanted, atLeast] = ['', subjectOf(), 0];
  const reading = new Reading(
    async (signal) => {
      await readFacts(story, wanted, atLeast, signal);
      await readDatings(story, wanted, signal);
      story.areFactsWhole = true;
    },
    (isReading, problem) => Object.assign(story, { isLoadingFacts: isReading, factsProblem: problem }),
  );
  $effect(() => {
    [wanted, atLeast] = [subjectOf(), again()];
    const key = JSON.stringify([wanted, caller.key]);
    untrack(() => {
      if (key !== shown) {
        shown = key;
        Object.assign(story, { facts: [], counted: null, isMore: false, factsKnownAt: null, datings: noDatings, areFactsWhole: false });
      }
      reading.want(key);
    });
  });
  $effect(() => () => reading.end());
}

/** Reads the changes of a subject as they are at an event time and published by an instant, where those are given, and what came after them when `again` changes. */
export function loadSteps(story: Story, subjectOf: () => Subject, cutsOf: () => StepCuts, again: () => unknown): void {
  let [shown, wanted, cuts] = ['', subjectOf(), cutsOf()];
  const reading = new Reading(
    (signal) => readSteps(story, wanted, cuts, signal),
    (isReading, problem) => Object.assign(story, { isLoadingSteps: isReading, stepsProblem: problem }),
  );
  $effect(() => {
    [wanted, cuts] = [subjectOf(), cutsOf()];
    again();
    const key = stepsKey(wanted, cuts);
    const subject = JSON.stringify([wanted, caller.key]);
    untrack(() => {
      if (subject !== shown) {
        shown = subject;
        story.steps = [];
      }
      reading.want(key);
    });
  });
  $effect(() => () => reading.end());
}

async function readFacts(story: Story, subject: Subject, atLeast: number, signal: AbortSignal): Promise<void> {
  const found = new Map<string, ChartFact>();
  let counted = 0;
  let knownAt = Infinity;
  let nextShown = performance.now() + showEvery;
  const isFirst = story.facts.length === 0;
  for (const about of filtersOf(subject)) {
    const response = await send(path(['facts'], { ...about, after: subject.after, limit: countedMax + 1, atLeast: atLeast || undefined }), { accept: 'application/x-ndjson', signal });
    knownAt = Math.min(knownAt, Number(response.headers.get('Timeline-Known-At') ?? Infinity));
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
  story.factsKnownAt = knownAt;
}

/** Since when the facts in view are dated and struck: the decisions after the first of them, up to the head of the log. */
async function readDatings(story: Story, subject: Subject, signal: AbortSignal): Promise<void> {
  const events: DatingEvent[] = [];
  let areCutShort = false;
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
      areCutShort ||= isMore && round === roundsMax - 1;
    }
  }
  signal.throwIfAborted();
  Object.assign(story, { datings: datingsOf(events), areDatingsCutShort: areCutShort });
}

async function readSteps(story: Story, subject: Subject, cuts: StepCuts, signal: AbortSignal): Promise<void> {
  const key = stepsKey(subject, cuts);
  const goesOn = story.stepsOf === key && story.areStepsWhole; // What was read is right for ever: only what came after it is asked for.
  const after = goesOn ? story.reached : subject.after;
  const changes: Change[] = goesOn ? [...story.changes] : [];
  let [reached, allReached] = [after, Infinity];
  let isCutShort = false;
  let nextShown = performance.now() + showEvery;
  const filters = filtersOf(subject);
  for (const about of filters) {
    let isEnded = false;
    reached = after;
    const response = await send(path(['changes'], { ...about, ...cuts, after, include: subject.withContext ? 'context' : undefined }), { accept: 'application/x-ndjson', signal });
    for await (const line of readLines(response)) {
      const told = parseLine<Change | { readonly reached: number }>(line);
      isEnded = 'reached' in told;
      reached = 'reached' in told ? told.reached : told.position;
      if (!('reached' in told)) {
        if (changes.length >= changesMax) {
          isCutShort = isEnded = true;
          break;
        }
        changes.push(told);
      }
      if (!goesOn && filters.length === 1 && performance.now() > nextShown) {
        Object.assign(story, { stepsOf: key, areStepsWhole: false, reached, steps: stepsOf(changes) });
        nextShown = performance.now() + showEvery;
      }
    }
    allReached = Math.min(allReached, reached);
    if (!isEnded) {
      throw Problem.away(); // The last line says how far it goes. Without it, what is missing would pass for "nothing changed".
    }
  }
  signal.throwIfAborted();
  Object.assign(story, { stepsOf: key, areStepsWhole: true, reached: Math.min(reached, allReached), isCutShort, changes, steps: stepsOf(changes) });
}

/** A query takes one incident; the parts of one are asked for after it. */
function filtersOf(subject: Subject): readonly Readonly<Record<string, string>>[] {
  return subject.region !== null ? [{ region: subject.region }] : subject.incidents.map((incident) => ({ incident }));
}

function inOrder(facts: ReadonlyMap<string, ChartFact>): readonly ChartFact[] {
  return [...facts.values()].sort((one, other) => one.position - other.position);
}
