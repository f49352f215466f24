import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../api/problem';
import { Asking, staleMax, viewOf, type Answer, type Held } from './asking';

const busy = (retryAfter: number | null): Problem => new Problem(429, 'busy', 'Busy', '', [], retryAfter);

interface Under {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly tell: (value: string) => Promise<void>;
  readonly refuse: (failure: unknown) => Promise<void>;
}

/** Asks a service that answers when the test says so. */
function asking(): { readonly asking: Asking<string>; readonly held: Held<string>; readonly under: Under[] } {
  const held: Held<string> = { value: undefined, problem: null, isLoading: false, of: null, knownAt: null };
  const under: Under[] = [];
  return {
    held,
    under,
    asking: new Asking<string>(held, (path, signal) => new Promise<Answer<string>>((resume, reject) => {
      const passed = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined);
      under.push({ path, signal, tell: (value) => (resume({ value, knownAt: 7 }), passed()), refuse: (failure) => (reject(failure as Error), passed()) });
    })),
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what is wanted of the same view while an answer is under way is asked for after it, once', async () => {
  const { asking: one, held, under } = asking();
  one.want('/conflicts?atLeast=1');
  one.want('/conflicts?atLeast=2');
  one.want('/conflicts?atLeast=3');
  expect(under).toHaveLength(1);

  await under[0]!.tell('first');

  expect(held).toMatchObject({ value: 'first', knownAt: 7, isLoading: true });
  expect(under.map((its) => its.path)).toEqual(['/conflicts?atLeast=1', '/conflicts?atLeast=3']);
  expect(under[0]!.signal.aborted).toBe(false);
});

test('another view ends what is under way, and its late answer is not shown', async () => {
  const { asking: one, held, under } = asking();
  one.want('/incidents/a');
  one.want('/incidents/b');
  expect(under[0]!.signal.aborted).toBe(true);

  await under[1]!.tell('b');
  await under[0]!.tell('a');

  expect(held).toMatchObject({ value: 'b', of: '/incidents/b', isLoading: false });
});

test('the answer to another view stays for a moment, and not for longer', async () => {
  const { asking: one, held, under } = asking();
  one.want('/incidents?knownAt=2');
  await under[0]!.tell('past');
  one.want('/incidents');
  await vi.advanceTimersByTimeAsync(staleMax - 1);
  expect(held.value).toBe('past');

  await vi.advanceTimersByTimeAsync(1);

  expect(held.value).toBeUndefined();
});

test('a refusal of another view goes at once', async () => {
  const { asking: one, held, under } = asking();
  one.want('/incidents/a?knownAt=2');
  await under[0]!.refuse(new Problem(404, 'not-found', 'Not known then', ''));
  expect(held.problem?.status).toBe(404);

  one.want('/incidents/a');

  expect(held.problem).toBeNull();
});

test('trouble with another view goes at once, also where nothing was ever answered', async () => {
  const { asking: one, held, under } = asking();
  one.want('/regions/RU-KLU/picture');
  await under[0]!.refuse(busy(null));
  expect(held.problem?.status).toBe(429);

  one.want('/regions/RU-VOR/picture');

  expect(held.problem).toBeNull();
});

test('a refusal goes where nothing is asked for any more', async () => {
  const { asking: one, held, under } = asking();
  one.want('/regions/XX/picture');
  await under[0]!.refuse(new Problem(404, 'not-found', 'No such region', ''));

  one.want(null);

  expect(held.problem).toBeNull();
});

test('an answer stays while its own view cannot be had, and goes where another cannot', async () => {
  const { asking: one, held, under } = asking();
  one.want('/incidents');
  await under[0]!.tell('now');
  one.want('/incidents?atLeast=9');
  await under[1]!.refuse(Problem.away());
  expect(held).toMatchObject({ value: 'now', problem: { status: 0 } });

  one.want('/incidents?knownAt=2');
  await under[2]!.refuse(Problem.away());

  expect(held).toMatchObject({ value: undefined, problem: { status: 0 } });
});

test('attempts come later and later, no sooner than the service says, and are never given up', async () => {
  const { asking: one, held, under } = asking();
  one.want('/a');
  await under[0]!.refuse(busy(0));
  await vi.advanceTimersByTimeAsync(1_499);
  expect(under).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  await under[1]!.refuse(busy(5));
  await vi.advanceTimersByTimeAsync(4_999);
  expect(under).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  await under[2]!.refuse(busy(3_600));
  await vi.advanceTimersByTimeAsync(30_000);

  await under[3]!.tell('at last');

  expect(held).toMatchObject({ value: 'at last', problem: null, isLoading: false });
});

test('who left is asked nothing more', async () => {
  const { asking: one, under } = asking();
  one.want('/a');
  await under[0]!.refuse(Problem.away());
  one.end();

  await vi.advanceTimersByTimeAsync(60_000);

  expect(under).toHaveLength(1);
});

test('another key is another view: what the one before was shown goes', async () => {
  const { asking: one, held, under } = asking();
  one.want('/incidents', 'key of an analyst');
  await under[0]!.tell('all');
  one.want('/incidents', null);
  await under[1]!.refuse(new Problem(401, 'unauthorized', 'A key is needed', ''));

  expect(held).toMatchObject({ value: undefined, problem: { status: 401 } });
});

test.each([
  ['/a?atLeast=7', '/a?'],
  ['/a?knownAt=2&atLeast=7&kind=group', '/a?knownAt=2&kind=group'],
  ['/a', '/a?'],
])('%s is about %s', (path, view) => {
  expect(viewOf(path)).toBe(view);
});
