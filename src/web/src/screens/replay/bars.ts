import { firmnessOf } from '../../parts/words';
import { boxOf, isAhead, isSeen, rowHeight, yOf, type Box, type Colours, type Frame, type View } from './draw';
import type { ChartFact } from './facts';
import type { Outcome } from './outcomes';

/** Height of a row from which on bars have shapes and their words beside them. */
const wordsFrom = 15;

/** How far the words and marks of a row reach above and below its middle, in pixels. */
const wordsReach = 9;

const outcomes: readonly Outcome[] = ['stands', 'superseded', 'withdrawn', 'struck'];

/**
 * The bars on a canvas of their own. A reader who moves changes how few of them look: those are drawn anew, and the others stay as they are.
 */
export class Bars {
  #frame: Frame | null = null;
  #facts: readonly ChartFact[] = [];
  #colours: Colours | null = null;
  /** By row. */
  #byRow: (ChartFact | null)[] = [];
  #boxes: (Box | null)[] = [];
  #looks: Uint8Array = new Uint8Array(0);

  /** Draws what looks otherwise than it did; all of it where the frame is another, or the canvas was emptied. */
  draw(context: CanvasRenderingContext2D, frame: Frame, facts: readonly ChartFact[], view: View, colours: Colours, isEmptied: boolean): void {
    const isAnew = isEmptied || frame !== this.#frame || facts !== this.#facts || colours !== this.#colours;
    if (isAnew) {
      this.#place(frame, facts, colours);
    }
    const before = this.#looks;
    this.#looks = this.#look(view);
    if (isAnew) {
      this.#redraw(context, frame, 0, frame.top + frame.height, colours);
      return;
    }
    for (const { from, to } of changedRuns(before, this.#looks)) {
      this.#redraw(context, frame, yOf(frame, to) - this.#reach, yOf(frame, from) + this.#reach, colours);
    }
  }

  #place(frame: Frame, facts: readonly ChartFact[], colours: Colours): void {
    [this.#frame, this.#facts, this.#colours] = [frame, facts, colours];
    this.#byRow = new Array<ChartFact | null>(frame.rows.count).fill(null);
    this.#boxes = new Array<Box | null>(frame.rows.count).fill(null);
    for (const fact of facts) {
      const row = frame.rows.rowOf.get(fact.id);
      if (row !== undefined) {
        this.#byRow[row] = fact;
        this.#boxes[row] = boxOf(frame, fact);
      }
    }
  }

  get #thickness(): number {
    return this.#frame === null ? 0 : Math.max(2, Math.min(10, rowHeight(this.#frame) * 0.62));
  }

  get #reach(): number {
    return this.#frame !== null && rowHeight(this.#frame) >= wordsFrom ? wordsReach : this.#thickness / 2 + 5;
  }

  /** How each row looks, as one number. */
  #look(view: View): Uint8Array {
    const looks = new Uint8Array(this.#byRow.length);
    this.#byRow.forEach((fact, row) => {
      if (fact !== null && this.#boxes[row] !== null) {
        looks[row] = 1 + (isSeen(fact, view) ? 2 : 0) + (isAhead(fact, view) ? 4 : 0) + outcomes.indexOf(view.outcomeOf(fact)) * 8;
      }
    });
    return looks;
  }

  #redraw(context: CanvasRenderingContext2D, frame: Frame, top: number, bottom: number, colours: Colours): void {
    context.save();
    context.beginPath();
    context.rect(0, top, frame.width, bottom - top);
    context.clip();
    context.clearRect(0, top, frame.width, bottom - top);
    const rowAt = (y: number): number => frame.firstRow + (frame.top + frame.height - y) / rowHeight(frame) - 0.5;
    const [first, last] = [Math.floor(rowAt(bottom + this.#reach)), Math.ceil(rowAt(top - this.#reach))];
    for (let row = Math.max(0, first); row <= Math.min(this.#byRow.length - 1, last); row++) {
      const [fact, box, look] = [this.#byRow[row], this.#boxes[row], this.#looks[row] ?? 0];
      if (fact && box) {
        drawRow(context, frame, box, fact, this.#thickness, look, colours);
      }
    }
    context.restore();
  }
}

/** Rows side by side whose look changed, as runs: what lies between two of them is drawn again with them, where it is little. */
export function changedRuns(before: Uint8Array, after: Uint8Array): readonly { readonly from: number; readonly to: number }[] {
  const between = 24;
  const runs: { from: number; to: number }[] = [];
  after.forEach((look, row) => {
    if (look !== before[row]) {
      const last = runs.at(-1);
      if (last !== undefined && row - last.to <= between) {
        last.to = row;
      } else {
        runs.push({ from: row, to: row });
      }
    }
  });
  return runs;
}

function drawRow(context: CanvasRenderingContext2D, frame: Frame, box: Box, fact: ChartFact, thickness: number, look: number, colours: Colours): void {
  const [isKnown, isLater, outcome] = [(look - 1 & 2) !== 0, (look - 1 & 4) !== 0, outcomes[(look - 1) >> 3] ?? 'stands'];
  context.globalAlpha = !isKnown ? 0.22 : isLater ? 0.45 : 1;
  drawBar(context, box, thickness, fact, outcome, colours);
  if (rowHeight(frame) >= wordsFrom) {
    drawWords(context, frame, box, fact, outcome, isKnown, colours);
  }
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
