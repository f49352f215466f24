import { expect, test, vi } from 'vitest';

vi.mock('../../state/route.svelte', () => ({ here: { route: { query: {} } } }));

const { readShown, shownMax } = await import('./shown');

test.each([[undefined, 100], ['', 100], ['x', 100], ['-5', 100], ['1e9', 100], ['50', 100], ['300', 300], ['999999999', shownMax]] as const)('an address that asks for %s shows %s', (text, shown) => {
  expect(readShown(text, 100)).toBe(shown);
});
