import { describe, expect, it } from 'vitest';
import { tellTick } from './ticks';

describe('A tick of the time axis', () => {
  it('names its day where the one before is of another', () => {
    expect(tellTick(new Date('2026-03-02T06:00:00Z'), null)).toEqual({ main: '06:00', more: '2 Mar 2026' });
    expect(tellTick(new Date('2026-03-02T09:00:00Z'), new Date('2026-03-02T06:00:00Z'))).toEqual({ main: '09:00', more: null });
    expect(tellTick(new Date('2026-03-03T00:00:00Z'), new Date('2026-03-02T21:00:00Z'))).toEqual({ main: '00:00', more: '3 Mar 2026' });
  });

  it('is its day alone where all are days', () => {
    expect(tellTick(new Date('2026-03-03T00:00:00Z'), new Date('2026-03-02T00:00:00Z'))).toEqual({ main: '3 Mar 2026', more: null });
  });
});
