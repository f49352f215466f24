import { firmnessOf } from '../../parts/words';
import { isInForce, type Connector, type ConnectorKind } from './connectors';
import { isDated, type ChartFact } from './facts';
import type { Outcome } from './outcomes';
import type { Rows, Span } from './rows';

/** Where things stand on the chart, in CSS pixels. */
export interface Frame {
  readonly width: number;
  /** Of the rows; above them is `top`, where the crosshair stands for now. */
  readonly height: number;
  readonly top: number;
  /** Where the time axis begins and ends. Left of it is the lane of the undated. */
  readonly left: number;
  readonly right: number;
  readonly laneLeft: number;
  readonly span: Span;
  readonly rows: Rows;
  /** The lowest row shown, and how many are. */
  readonly firstRow: number;
  readonly rowsShown: number;
}

export interface Colours {
  readonly ink: string;
  readonly soft: string;
  readonly strong: string;
  readonly ground: string;
  readonly accent: string;
  readonly contested: string;
  readonly withdrawn: string;
  readonly fine: string;
  readonly font: string;
}

/** How the reader stands to the facts. */
export interface View {
  /** Up to which row they count. */
  readonly row: number;
  /** The position up to which the log is known, and the instant by which things are published. */
  readonly knownAt: number;
  readonly publishedBy: number | null;
  /** The instant that is asked about; null for now. */
  readonly eventTime: number | null;
  /** The fact that is pointed at, or that the step came by. */
  readonly marked: string | null;
  readonly outcomeOf: (fact: ChartFact) => Outcome;
}

/** Where a bar stands. */
export interface Box {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

/** The narrowest bar, in pixels: what is shorter, or an instant, is drawn as a mark. */
const markWidth = 9;

/** Height of a row from which on bars have shapes and their words beside them. */
const wordsFrom = 15;

/** How many connectors are drawn at once. More would hide what they connect: those of the fact that is pointed at are drawn always. */
export const connectorsMax = 200;

export function rowHeight(frame: Frame): number {
  return frame.height / frame.rowsShown;
}

/** The middle of a row. */
export function yOf(frame: Frame, row: number): number {
  return frame.top + frame.height - (row - frame.firstRow + 0.5) * rowHeight(frame);
}

export function xOf(frame: Frame, at: number): number {
  return frame.left + ((at - frame.span.from) / (frame.span.to - frame.span.from)) * (frame.right - frame.left);
}

export function instantAt(frame: Frame, x: number): number {
  return frame.span.from + ((x - frame.left) / (frame.right - frame.left)) * (frame.span.to - frame.span.from);
}

/** Where a fact is drawn; null where it is out of what is shown. An open side reaches to the end of the chart, and what is undated stands in its lane. */
export function boxOf(frame: Frame, fact: ChartFact): Box | null {
  const row = frame.rows.rowOf.get(fact.id);
  if (row === undefined || row < frame.firstRow - 1 || row > frame.firstRow + frame.rowsShown) {
    return null;
  }
  const y = yOf(frame, row);
  if (!isDated(fact)) {
    const middle = (frame.laneLeft + frame.left) / 2;
    return { from: middle - markWidth / 2, to: middle + markWidth / 2, y };
  }
  const from = fact.earliest === null ? frame.left : xOf(frame, fact.earliest);
  const to = fact.latest === null ? frame.right : xOf(frame, fact.latest);
  if (to < frame.left || from > frame.right) {
    return null;
  }
  const missing = Math.max(0, markWidth - (to - from)) / 2;
  return { from: Math.max(frame.left, from - missing), to: Math.min(frame.right, to + missing), y };
}

/** The fact at a place; the nearest, where rows are too narrow to meet one. */
export function factAt(frame: Frame, facts: readonly ChartFact[], x: number, y: number): ChartFact | null {
  const reach = Math.max(rowHeight(frame) / 2, 6);
  let nearest: ChartFact | null = null;
  let distance = Infinity;
  for (const fact of facts) {
    const box = boxOf(frame, fact);
    if (box !== null && x >= box.from - 3 && x <= box.to + 3 && Math.abs(y - box.y) <= reach && Math.abs(y - box.y) < distance) {
      nearest = fact;
      distance = Math.abs(y - box.y);
    }
  }
  return nearest;
}

/** Draws all bars, connectors and the crosshair's shade. Called for each frame in which something moved. */
export function draw(context: CanvasRenderingContext2D, frame: Frame, facts: readonly ChartFact[], connectors: readonly Connector[], view: View, colours: Colours): void {
  context.clearRect(0, 0, frame.width, frame.top + frame.height);
  const height = rowHeight(frame);
  const thickness = Math.max(2, Math.min(10, height * 0.62));
  const isWordy = height >= wordsFrom;
  for (const fact of facts) {
    const box = boxOf(frame, fact);
    if (box !== null) {
      const isKnown = isSeen(fact, view);
      const outcome = view.outcomeOf(fact);
      context.globalAlpha = !isKnown ? 0.22 : isAhead(fact, view) ? 0.45 : 1;
      drawBar(context, box, thickness, fact, outcome, colours);
      if (isWordy) {
        drawWords(context, frame, box, fact, outcome, isKnown, colours);
      }
    }
  }
  context.globalAlpha = 1;
  drawConnectors(context, frame, facts, connectors, view, colours);
  drawMarked(context, frame, facts, view, thickness, colours);
}

/** Whether a fact has effect at the reader's place: known by then, and published by then where that is asked. */
export function isSeen(fact: ChartFact, view: Pick<View, 'knownAt' | 'publishedBy'>): boolean {
  return fact.position <= view.knownAt && (view.publishedBy === null || (fact.reportedAt !== null && fact.reportedAt <= view.publishedBy));
}

function isAhead(fact: ChartFact, view: View): boolean {
  return view.eventTime !== null && fact.earliest !== null && fact.earliest > view.eventTime;
}

function colourOf(outcome: Outcome, colours: Colours): string {
  return outcome === 'stands' ? colours.accent : outcome === 'withdrawn' ? colours.withdrawn : outcome === 'struck' ? colours.strong : colours.soft;
}

/** A bar by what became of it (colour and a line or cross through it) and by its status (filled, half filled, or an outline of dashes). */
function drawBar(context: CanvasRenderingContext2D, box: Box, thickness: number, fact: ChartFact, outcome: Outcome, colours: Colours): void {
  const colour = colourOf(outcome, colours);
  const [x, y, width] = [box.from, box.y - thickness / 2, box.to - box.from];
  context.fillStyle = colour;
  if (thickness < 5) {
    context.fillRect(x, y, width, thickness);
    return;
  }
  const firmness = firmnessOf(fact.account.status);
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  if (firmness === 'firm') {
    context.fillRect(x, y, width, thickness);
  } else {
    context.fillStyle = colours.ground;
    context.fillRect(x, y, width, thickness);
    if (firmness === 'preliminary') {
      context.fillStyle = colour;
      context.fillRect(x, y + thickness / 2, width, thickness / 2);
    } else {
      context.setLineDash([3, 2.2]);
    }
    context.strokeRect(x + 0.75, y + 0.75, Math.max(0, width - 1.5), thickness - 1.5);
    context.setLineDash([]);
  }
  if (outcome !== 'stands') {
    drawOutcome(context, box, thickness, outcome, colour, colours);
  }
}

/** Superseded: a bent end. Withdrawn: a line through it. Struck: a cross. */
function drawOutcome(context: CanvasRenderingContext2D, box: Box, thickness: number, outcome: Outcome, colour: string, colours: Colours): void {
  const reach = thickness / 2 + 3;
  context.lineWidth = 2;
  context.beginPath();
  if (outcome === 'withdrawn') {
    context.strokeStyle = colours.ground;
    context.lineWidth = 5;
    context.moveTo(box.from - 5, box.y);
    context.lineTo(box.to + 5, box.y);
    context.stroke();
    context.beginPath();
    context.lineWidth = 2;
    context.strokeStyle = colour;
    context.moveTo(box.from - 5, box.y);
    context.lineTo(box.to + 5, box.y);
  } else if (outcome === 'struck') {
    const middle = (box.from + box.to) / 2;
    context.strokeStyle = colours.ink;
    context.moveTo(middle - reach, box.y - reach);
    context.lineTo(middle + reach, box.y + reach);
    context.moveTo(middle + reach, box.y - reach);
    context.lineTo(middle - reach, box.y + reach);
  } else {
    context.strokeStyle = colour;
    context.moveTo(box.to + 1, box.y + reach);
    context.lineTo(box.to + 5, box.y);
    context.lineTo(box.to + 1, box.y - reach);
  }
  context.stroke();
}

/** The account in words beside its bar, where there is room for some. */
function drawWords(context: CanvasRenderingContext2D, frame: Frame, box: Box, fact: ChartFact, outcome: Outcome, isKnown: boolean, colours: Colours): void {
  const free = 11;
  const isRight = frame.right - box.to >= box.from - frame.left;
  const room = (isRight ? frame.right - box.to : box.from - frame.left) - free - 4;
  if (room < 40) {
    return;
  }
  context.font = colours.font;
  context.textBaseline = 'middle';
  context.textAlign = isRight ? 'left' : 'right';
  context.globalAlpha = isKnown ? context.globalAlpha : 0.5;
  context.fillStyle = outcome === 'stands' ? colours.ink : colours.soft;
  context.fillText(shortened(context, fact.account.tell, room), isRight ? box.to + free : box.from - free, box.y + 0.5);
}

const widths = new Map<string, number>();

/** How many measured texts are kept. */
const widthsMax = 2_000;

function shortened(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (widths.size > widthsMax) {
    widths.clear();
  }
  let width = widths.get(text);
  if (width === undefined) {
    width = context.measureText(text).width;
    widths.set(text, width);
  }
  if (width <= room) {
    return text;
  }
  const letters = [...text];
  return `${letters.slice(0, Math.max(1, Math.floor((letters.length * room) / width) - 1)).join('').trimEnd()}…`;
}

const dashes: Readonly<Record<ConnectorKind, readonly number[]>> = { revises: [], conflicts: [6, 4], confirms: [1.5, 3.5], other: [10, 3, 2, 3] };

function drawConnectors(context: CanvasRenderingContext2D, frame: Frame, facts: readonly ChartFact[], connectors: readonly Connector[], view: View, colours: Colours): void {
  const inForce = connectors.filter((one) => isInForce(one, view.knownAt));
  const drawn = inForce.length <= connectorsMax ? inForce : inForce.filter((one) => one.from === view.marked || one.to === view.marked);
  if (drawn.length === 0) {
    return;
  }
  const wanted = new Set(drawn.flatMap((one) => [one.from, one.to]));
  const found = new Map(facts.filter((fact) => wanted.has(fact.id)).map((fact) => [fact.id, fact]));
  for (const one of drawn) {
    const [from, to] = [found.get(one.from), found.get(one.to)];
    const [start, end] = [from && isSeen(from, view) ? boxOf(frame, from) : null, to && isSeen(to, view) ? boxOf(frame, to) : null];
    if (start !== null && end !== null) {
      drawConnector(context, start, end, one, one.from === view.marked || one.to === view.marked, colours);
    }
  }
}

/** A curve left of both from the one to the other, with an arrow where one acts upon the other. It leaves a bar aslant, so as not to strike its words through. */
function drawConnector(context: CanvasRenderingContext2D, start: Box, end: Box, connector: Connector, isMarked: boolean, colours: Colours): void {
  const colour = connector.kind === 'revises' ? colours.withdrawn : connector.kind === 'conflicts' ? colours.contested : connector.kind === 'confirms' ? colours.fine : colours.soft;
  const [x, endX, down] = [start.from - 1, end.from - 1, end.y - start.y];
  const bow = 12 + Math.min(26, Math.abs(down) / 6);
  context.strokeStyle = colour;
  context.lineWidth = isMarked ? 2.5 : 1.5;
  context.setLineDash([...dashes[connector.kind]]);
  context.beginPath();
  context.moveTo(x, start.y);
  context.bezierCurveTo(x - bow, start.y + down * 0.35, endX - bow, end.y - down * 0.35, endX, end.y);
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = colour;
  context.beginPath();
  if (connector.kind === 'revises') {
    drawArrow(context, endX, end.y, Math.atan2(down * 0.35, bow));
  } else {
    context.arc(endX, end.y, 2.5, 0, 2 * Math.PI);
    context.moveTo(x, start.y);
    context.arc(x, start.y, 2.5, 0, 2 * Math.PI);
  }
  context.fill();
}

function drawArrow(context: CanvasRenderingContext2D, x: number, y: number, angle: number): void {
  const [length, half] = [8, 0.5];
  context.moveTo(x, y);
  context.lineTo(x - length * Math.cos(angle - half), y - length * Math.sin(angle - half));
  context.lineTo(x - length * Math.cos(angle + half), y - length * Math.sin(angle + half));
}

function drawMarked(context: CanvasRenderingContext2D, frame: Frame, facts: readonly ChartFact[], view: View, thickness: number, colours: Colours): void {
  const fact = view.marked === null ? undefined : facts.find((one) => one.id === view.marked);
  const box = fact === undefined ? null : boxOf(frame, fact);
  if (box !== null) {
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.5;
    context.strokeRect(box.from - 3, box.y - thickness / 2 - 3, box.to - box.from + 6, thickness + 6);
  }
}
