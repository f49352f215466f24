import { expect, test } from 'vitest';
import { parse, write } from './address';

test('An address is read back as it was written, whatever its parts hold', () => {
  const route = { screen: 'history', path: ['kaluga-0514', 'airport-status:svo', 'a/b?c#d'], query: { place: 'RU-KLU/sukhinichsky district', knownAt: '42', eventTime: '2024-05-14T09:30:00Z', q: 'Калуга & more = 100 %' } };

  expect(parse(write(route))).toEqual(route);
});

test('What people read stays readable', () => {
  expect(write({ screen: 'picture', path: ['RU-KLU'], query: { eventTime: '2024-05-14T09:30:00Z', publishedBy: undefined } })).toBe('#/picture/RU-KLU?eventTime=2024-05-14T09:30:00Z');
});

test('An empty address is the picture', () => {
  expect(parse('')).toEqual({ screen: 'picture', path: [], query: {} });
  expect(parse('#/')).toEqual({ screen: 'picture', path: [], query: {} });
});

test('An address that cannot be read is no failure', () => {
  expect(parse('#/picture/%E0%A4%A?knownAt=%')).toEqual({ screen: 'picture', path: ['%E0%A4%A'], query: { knownAt: '%' } });
});
