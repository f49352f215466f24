import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../../api/problem';
import { Reading } from './reading';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Under {
  readonly signal: AbortSignal;
  readonly end: () => Promise<void>;
  readonly fail: (failure: unknown) => Promise<void>;
}

function reading(): { readonly reading: Reading; readonly under: Under[]; readonly told: [boolean, string | null][] } {
  const [under, told]: [Under[], [boolean, string | null][]] = [[], []];
  const passed = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined);
  const one = new Reading(
    (signal) => new Promise<void>((resume, reject) => under.push({ signal, end: () => (resume(), passed()), fail: (failure) => (reject(failure as Error), passed()) })),
    (isReading, problem) => told.push([isReading, problem?.slug ?? null]),
  );
  return { reading: one, under, told };
}

test('what is wanted again while it is read is read after it, once, and ends nothing', async () => {
  const { reading: one, under } = reading();
  one.want('a');
  one.want('a');
  one.want('a');
  expect(under).toHaveLength(1);

  await under[0]!.end();
  expect(under[0]!.signal.aborted).toBe(false);
  expect(under).toHaveLength(2);
  await under[1]!.end();

  expect(under).toHaveLength(2);
});

test('another subject ends what is under way, and what it still brings is not told', async () => {
  const { reading: one, under, told } = reading();
  one.want('a');
  one.want('b');
  expect(under[0]!.signal.aborted).toBe(true);

  await under[0]!.end();
  expect(told.at(-1)).toEqual([true, null]);
  await under[1]!.end();

  expect(told.at(-1)).toEqual([false, null]);
});

test('what broke off is told and read again until it is whole', async () => {
  const { reading: one, under, told } = reading();
  one.want('a');
  await under[0]!.fail(new TypeError('network error'));
  expect(told.at(-1)).toEqual([true, 'away']);
  await vi.advanceTimersByTimeAsync(1_499);
  expect(under).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  await under[1]!.end();

  expect(told.at(-1)).toEqual([false, null]);
});

test('a refusal is told and not asked for again, but when it is wanted again', async () => {
  const { reading: one, under, told } = reading();
  one.want('a');
  await under[0]!.fail(new Problem(400, 'invalid-query', 'Not understood', ''));
  expect(told.at(-1)).toEqual([false, 'invalid-query']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(under).toHaveLength(1);

  one.want('a');

  expect(under).toHaveLength(2);
});
