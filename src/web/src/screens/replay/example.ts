import type { AccountView } from '../../api/schema';
import type { ChartFact } from './facts';
import type { Change } from './steps';

/** A fact for tests; what a test is about is given. */
export function someFact(given: Partial<ChartFact> & { readonly id: string }): ChartFact {
  const voice = { key: 'kaluga-governor', name: 'Governor of Kaluga Oblast', isAnonymous: false };
  const account: AccountView = { fact: given.id, type: 'DroneDownReported', tell: `Fact ${given.id}.`, status: 'stated', polarity: 'affirmed', voice, publisher: voice, eventTime: { kind: 'exact' }, position: given.position ?? 1, marks: [] };
  return { account, position: 1, recordedAt: 0, reportedAt: null, earliest: null, latest: null, isDatedByDocument: false, hangsOnPublication: false, standing: 'stands', withdrawnBy: null, revises: null, document: null, start: 0, register: null, ...given };
}

/** A change for tests. */
export function someChange(given: Partial<Omit<Change, 'cause'>> & { readonly position: number; readonly cause?: Partial<Change['cause']> }): Change {
  return {
    recordedAt: '2026-01-01T00:00:00Z',
    incident: 'kaluga-0514',
    aspect: 'drones-down',
    label: 'Drones brought down',
    place: 'Kaluga',
    placeKey: 'RU-KLU',
    region: 'RU-KLU',
    change: 'appeared',
    from: answer('not-stated'),
    to: answer('displayed', '2', 'a'),
    moreOfEvent: 0,
    ...given,
    cause: { position: given.position, recordedAt: '2026-01-01T00:00:00Z', type: 'DroneDownReported', tell: 'Drones brought down: 2.', actor: 'desk', ...given.cause },
  };
}

export function answer(state: Change['to']['state'], text?: string, fact = 'a', competing: readonly (readonly [string, string])[] = []): Change['to'] {
  const short = (of: string, value: string): Change['to']['competing'][number] => ({ fact: of, text: value, value: { kind: 'words', value, text: value }, agreeing: [] });
  return { state, ...(text === undefined ? {} : { displayed: short(fact, text) }), competing: competing.map(([of, value]) => short(of, value)), gaps: [], denials: [] };
}
