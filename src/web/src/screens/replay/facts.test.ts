import { expect, test } from 'vitest';
import type { FactView } from '../../api/schema';
import { someFact } from './example';
import { chartFact } from './facts';

function view(reportTime?: string): FactView {
  return {
    account: { ...someFact({ id: 'a' }).account, ...(reportTime === undefined ? {} : { reportTime }) },
    standing: 'stands', incidents: ['night'], actor: 'desk', recordedAt: '2026-01-01T00:00:00Z',
    fact: { factId: 'a', claim: { type: 'DroneDownReported' }, places: [], attribution: { publisher: 'wire' } },
  } as unknown as FactView;
}

test('a stop at a publication time lies at it or after it, never before', () => {
  expect(chartFact(view('2025-04-08T05:20:00Z')).reportedAt).toBe(Date.parse('2025-04-08T05:20:00Z'));
  expect(chartFact(view('2025-04-08T05:20:00.123Z')).reportedAt).toBe(Date.parse('2025-04-08T05:20:00.123Z'));
  expect(chartFact(view('2025-04-08T05:20:00.1230001Z')).reportedAt).toBe(Date.parse('2025-04-08T05:20:00.124Z'));
  expect(chartFact(view()).reportedAt).toBeNull();
});
