import { scaleUtc } from 'd3-scale';
import type { Span } from './rows';

/** A mark of the time axis. */
export interface Tick {
  readonly at: number;
  /** Such as `03:00`, or `21 May`. */
  readonly label: string;
  /** The day, below the first tick of each; empty for the others. */
  readonly day: string;
}

/** Between two labels of the time axis, in pixels: as wished, and at least for days such as `21 May` and times such as `03:00`. */
const between = 84;
const betweenDaysMin = 56;
const betweenTimesMin = 37;

const timeOnly = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const timeSeconds = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const dayOnly = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
const dayShort = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });
const monthOnly = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'short' });
const yearOnly = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', year: 'numeric' });

const day = 86_400_000;

/** Round instants of a span, as many as there is room for, in UTC. */
export function timeTicks(span: Span, width: number): readonly Tick[] {
  const instants = thinned(roundInstants(span, Math.max(2, Math.floor(width / between))), span, width);
  const isTight = (day / (span.to - span.from)) * width < between + 10; // Then two days stand too near to each other for the year beside them.
  const step = Math.min(...instants.slice(1).map((at, index) => at - (instants[index] ?? 0)), Infinity);
  let last = '';
  return instants.map((at) => {
    const above = aboveOf(at, step, isTight);
    const isNew = above !== last;
    last = above;
    return { at, label: labelOf(at, step), day: isNew ? above : '' };
  });
}

/** At least two where there can be: one alone does not say how far apart things are. */
function roundInstants(span: Span, wanted: number): readonly number[] {
  const scale = scaleUtc([span.from, span.to], [0, 1]);
  let instants: readonly number[] = [];
  for (let many = wanted; instants.length < 2 && many <= wanted + 4; many++) {
    instants = scale.ticks(many).map((date) => date.getTime());
  }
  return instants;
}

/** Every second, third … of them, where all would be written over each other. */
function thinned(instants: readonly number[], span: Span, width: number): readonly number[] {
  const step = (instants[1] ?? Infinity) - (instants[0] ?? 0);
  const every = Math.max(1, Math.ceil((step < day ? betweenTimesMin : betweenDaysMin) / ((step / (span.to - span.from)) * width)));
  return instants.filter((_, index) => index % every === 0);
}

function labelOf(at: number, step: number): string {
  return (step < 60_000 ? timeSeconds : step < day ? timeOnly : step < 28 * day ? dayShort : step < 365 * day ? monthOnly : yearOnly).format(at);
}

/** What a label leaves out. */
function aboveOf(at: number, step: number, isTight: boolean): string {
  return step < day ? (isTight ? dayShort : dayOnly).format(at) : step < 365 * day ? yearOnly.format(at) : '';
}

/** Which rows get a label: evenly, and at least so many pixels apart. */
export function labelledRows(first: number, last: number, rowHeight: number, apart: number): readonly number[] {
  const every = Math.max(1, Math.ceil(apart / rowHeight));
  const rows: number[] = [];
  for (let row = Math.ceil(first / every) * every; row <= last; row += every) {
    rows.push(row);
  }
  return rows;
}
