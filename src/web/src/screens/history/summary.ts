import type { ReportingHistory } from '../../api/schema';
import { tellInstant } from '../../parts/times';
import type { Chart } from './chart';

/** Steps that a summary names one by one. */
const namedMax = 6;

/** What a chart shows, for those who do not see it. */
export function summarise(history: ReportingHistory, chart: Chart): string {
  const { points, lines, times } = chart;
  const undated = points.filter((point) => point.at === null).length;
  const named = points.slice(0, namedMax).map((point) => `${point.number}: ${point.step.account.text ?? 'withdrawn'}, ${point.step.account.voice.name}`);
  return [
    `Step chart of ${history.label.toLowerCase()}: ${count(points.length, 'step')} by ${count(lines.length, 'voice')}`,
    times === null ? '' : times.first === times.last ? `, published ${tellInstant(new Date(times.first).toISOString())}` : `, published from ${tellInstant(new Date(times.first).toISOString())} to ${tellInstant(new Date(times.last).toISOString())}`,
    undated === 0 ? '' : `, ${undated} of unknown publication time`,
    `. ${named.join('; ')}${points.length > namedMax ? '; and more' : ''}. The list below says the same in full.`,
  ].join('');
}

function count(number: number, of: string): string {
  return `${number} ${of}${number === 1 ? '' : 's'}`;
}
