import type { AspectValue, ReportingStep } from '../../api/schema';

/** Where a value stands on the chart's height. */
export type Level =
  | { readonly kind: 'number'; readonly least: number | null; readonly most: number | null }
  | { readonly kind: 'lane'; readonly lane: string };

/** What is no number has a line of its own, in the order in which it was first said. */
export interface Lane {
  readonly key: string;
  readonly label: string;
  /** Not stated in a way that could be read as a value: none reported, declined, denied. */
  readonly isNoValue: boolean;
}

/** One step as a point of its voice's line. */
export interface Point {
  readonly step: ReportingStep;
  /** Its place in the list, from 1. */
  readonly number: number;
  /** Its publication time in milliseconds; null where that is unknown. */
  readonly at: number | null;
  /** Which line it belongs to. */
  readonly line: number;
  /** Null for a withdrawal, which ends a line. */
  readonly level: Level | null;
}

/** What one voice said of one place. */
export interface VoiceLine {
  /** By which it is named where there is no room: A, B, C … */
  readonly letter: string;
  readonly name: string;
  readonly place: string | null;
}

/** A stretch of a line between two steps of its voice. */
export interface Stretch {
  readonly line: number;
  readonly from: number;
  /** Null where it goes on. */
  readonly to: number | null;
  readonly level: Level;
  /** The next value, where the line steps to one. */
  readonly next: Level | null;
  readonly isWithdrawn: boolean;
}

export interface Chart {
  readonly points: readonly Point[];
  readonly lines: readonly VoiceLine[];
  readonly stretches: readonly Stretch[];
  readonly lanes: readonly Lane[];
  /** The numbers that are stated; null where none is. */
  readonly numbers: { readonly least: number; readonly most: number } | null;
  /** The first and last known publication time in milliseconds. */
  readonly times: { readonly first: number; readonly last: number } | null;
  readonly unit: string | null;
}

/** Lays out what was reported on one question. The steps are in the order of the service, those after so many earlier ones that are left out. */
export function chartOf(steps: readonly ReportingStep[], leftOut = 0): Chart {
  const unit = steps.map((step) => (step.account.value?.kind === 'quantity' ? (step.account.value.unit ?? null) : null)).find((one) => one !== null) ?? null;
  const lanes = new Map<string, Lane>();
  const lines = new Map<string, number>();
  const named: VoiceLine[] = [];
  const ofFact = new Map<string, number>();
  const places = new Set(steps.flatMap((step) => step.placeKey ?? []));
  const points = steps.map((step, index): Point => {
    const line = lineOf(step);
    ofFact.set(step.account.fact, line);
    return { step, number: leftOut + index + 1, at: step.isOrderKnown && step.account.reportTime !== undefined ? Date.parse(step.account.reportTime) : null, line, level: levelOf(step.account.value ?? null, unit, lanes) };
  });

  function lineOf(step: ReportingStep): number {
    const before = step.own === 'withdrawal' && step.ownBefore ? ofFact.get(step.ownBefore) : undefined;
    if (before !== undefined) {
      return before; // A withdrawal ends the line of what it withdraws, also where the publisher makes it.
    }
    const key = `${step.account.voice.key}\t${step.placeKey ?? ''}`;
    const known = lines.get(key);
    if (known !== undefined) {
      return known;
    }
    lines.set(key, named.length);
    named.push({ letter: letterOf(named.length), name: step.account.voice.name, place: places.size > 1 ? (step.place ?? null) : null });
    return named.length - 1;
  }

  return { points, lines: named, stretches: stretchesOf(points), lanes: [...lanes.values()], numbers: numbersOf(points), times: timesOf(points), unit };
}

/** A: 0, Z: 25, AA: 26. */
export function letterOf(index: number): string {
  return (index >= 26 ? letterOf(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/** Where the scale of the numbers begins and ends. It begins at 0 unless that would press differences together until nobody sees them. */
export function scaleOf(numbers: { readonly least: number; readonly most: number }, isOpenAbove = false): { readonly from: number; readonly to: number; readonly isFromZero: boolean } {
  const { least, most } = numbers;
  const span = most - least;
  const above = isOpenAbove ? 1.3 : 1.08; // "At least" has to be seen to go on.
  if (least >= 0 && (span === 0 || span > most / 25)) {
    return { from: 0, to: most === 0 ? 1 : most * above, isFromZero: true };
  }
  const room = span === 0 ? Math.abs(most) * 0.2 : span * 0.25;
  return { from: least - room, to: most + room, isFromZero: least - room <= 0 && most + room >= 0 };
}

/** Which voices say the same at some time, by level: their lines are drawn side by side, for one would hide the other. */
export function sharers(points: readonly Point[]): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, Set<number>>();
  for (const { level, line, at } of points) {
    if (level !== null && at !== null) {
      const key = keyOf(level);
      lines.set(key, (lines.get(key) ?? new Set()).add(line));
    }
  }
  return new Map([...lines].map(([key, of]) => [key, [...of]]));
}

/** Two levels of one key are drawn at one height. */
export function keyOf(level: Level): string {
  return level.kind === 'lane' ? level.lane : `number ${middleOf(level)}`;
}

/** The number at whose height a level is marked: the middle of a range with two ends, which nobody stated, but favours neither. */
export function middleOf(level: { readonly least: number | null; readonly most: number | null }): number {
  return level.least !== null && level.most !== null ? (level.least + level.most) / 2 : (level.least ?? level.most ?? 0);
}

/** Moves labels apart so that each has its room, in their order, as near as may be to where they belong. */
export function spread(wanted: readonly number[], room: number, from: number, to: number): readonly number[] {
  const order = wanted.map((_, index) => index).sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  const placed = new Array<number>(wanted.length).fill(0);
  let lowest = from;
  for (const index of order) {
    placed[index] = Math.max(wanted[index] ?? 0, lowest);
    lowest = (placed[index] ?? 0) + room;
  }
  let highest = to;
  for (const index of [...order].reverse()) {
    placed[index] = Math.min(placed[index] ?? 0, highest);
    highest = (placed[index] ?? 0) - room;
  }
  return placed;
}

function levelOf(value: AspectValue | null, unit: string | null, lanes: Map<string, Lane>): Level | null {
  if (value === null) {
    return null;
  }
  if (value.kind === 'quantity' && (value.unit ?? null) === unit && (typeof value.least === 'number' || typeof value.most === 'number')) {
    return { kind: 'number', least: value.least ?? null, most: value.most ?? null };
  }
  const isNoValue = value.kind === 'none-reported' || value.kind === 'silence' || value.kind === 'denial';
  const label = value.text ?? ('value' in value ? value.value : (value.kind ?? 'value'));
  const key = value.kind === 'code' ? `code ${value.value}` : `${value.kind ?? ''} ${label}`;
  if (!lanes.has(key)) {
    lanes.set(key, { key, label, isNoValue });
  }
  return { kind: 'lane', lane: key };
}

function stretchesOf(points: readonly Point[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const open = new Map<number, Point>();
  for (const point of points.filter((one) => one.at !== null)) {
    const before = open.get(point.line);
    if (before !== undefined) {
      stretches.push(stretch(before, point));
    }
    if (point.level === null) {
      open.delete(point.line);
    } else {
      open.set(point.line, point);
    }
  }
  return [...stretches, ...[...open.values()].map((last) => stretch(last, null))];
}

function stretch(from: Point, to: Point | null): Stretch {
  return {
    line: from.line,
    from: from.at ?? 0, // Only points with a time are strung together.
    to: to?.at ?? null,
    level: from.level as Level, // As are only those with a level.
    next: to?.level ?? null,
    isWithdrawn: from.step.standing === 'withdrawn' || from.step.standing === 'struck',
  };
}

function numbersOf(points: readonly Point[]): Chart['numbers'] {
  const stated = points.flatMap(({ level }) => (level?.kind === 'number' ? [level.least, level.most].filter((one) => one !== null) : []));
  return stated.length === 0 ? null : { least: stated.reduce((one, other) => Math.min(one, other)), most: stated.reduce((one, other) => Math.max(one, other)) };
}

function timesOf(points: readonly Point[]): Chart['times'] {
  const known = points.flatMap((point) => point.at ?? []);
  return known.length === 0 ? null : { first: known.reduce((one, other) => Math.min(one, other)), last: known.reduce((one, other) => Math.max(one, other)) };
}
