import type { Connector, ConnectorKind, Placed } from './connectors';
import { boxOf, rowHeight, type Box, type Colours, type Frame } from './draw';
import type { ChartFact } from './facts';

const dashes: Readonly<Record<ConnectorKind, readonly number[]>> = { revises: [], conflicts: [6, 4], confirms: [1.5, 3.5], other: [10, 3, 2, 3] };

/** Draws what stands over the bars: connectors, and the frame around the fact that is marked. Called for each frame in which something moved. */
export function drawOver(context: CanvasRenderingContext2D, frame: Frame, facts: ReadonlyMap<string, ChartFact>, drawn: readonly Placed[], marked: string | null, colours: Colours): void {
  context.clearRect(0, 0, frame.width, frame.top + frame.height);
  const box = (id: string): Box | null => {
    const fact = facts.get(id);
    return fact === undefined ? null : boxOf(frame, fact);
  };
  for (const { connector } of drawn) {
    const [start, end] = [box(connector.from), box(connector.to)];
    if (start !== null && end !== null) {
      drawConnector(context, start, end, connector, connector.from === marked || connector.to === marked, colours);
    }
  }
  const around = marked === null ? null : box(marked);
  if (around !== null) {
    const half = Math.max(2, Math.min(10, rowHeight(frame) * 0.62)) / 2 + 3;
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.5;
    context.strokeRect(around.from - 3, around.y - half, around.to - around.from + 6, 2 * half);
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
    drawEnd(context, x, start.y, connector.kind);
    drawEnd(context, endX, end.y, connector.kind);
  }
  context.fill();
}

/** What conflicts ends in diamonds, what confirms in dots, and any other relation in small squares: told apart without their colours. */
function drawEnd(context: CanvasRenderingContext2D, x: number, y: number, kind: ConnectorKind): void {
  const reach = 4;
  if (kind === 'conflicts') {
    context.moveTo(x - reach, y);
    context.lineTo(x, y - reach);
    context.lineTo(x + reach, y);
    context.lineTo(x, y + reach);
    context.closePath();
  } else if (kind === 'other') {
    context.rect(x - 2.5, y - 2.5, 5, 5);
  } else {
    context.moveTo(x + 2.5, y);
    context.arc(x, y, 2.5, 0, 2 * Math.PI);
  }
}

function drawArrow(context: CanvasRenderingContext2D, x: number, y: number, angle: number): void {
  const [length, half] = [8, 0.5];
  context.moveTo(x, y);
  context.lineTo(x - length * Math.cos(angle - half), y - length * Math.sin(angle - half));
  context.lineTo(x - length * Math.cos(angle + half), y - length * Math.sin(angle + half));
}
