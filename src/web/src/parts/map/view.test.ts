import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCountry, readWorld, type CountryFile, type WorldFile } from './shapes';
import { lookOf, mainlandOf, movedFor, nextTowards, placeLabels, readLook, seenIn, viewOfCountry, viewOfRegion, viewOfWorld, writeLook } from './view';

const size = { width: 400, height: 300 };
const world = readWorld(read<WorldFile>('world'));
const russia = readCountry(read<CountryFile>('RU'));

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../public/map/${name}.json`, import.meta.url), 'utf8')) as T;
}

function outline(code: string) {
  return world.find((one) => one.id === code)!; // Every code here is drawn, by the tests of the files.
}

describe('the view', () => {
  it('of a region shows it whole and in the middle, with what surrounds it', () => {
    const kaluga = russia.regions.find((one) => one.id === 'RU-KLU')!;
    const { path } = viewOfRegion(kaluga, size);

    const [[left, top], [right, bottom]] = path.bounds(kaluga);

    expect((left + right) / 2).toBeCloseTo(200, -0.5);
    expect((top + bottom) / 2).toBeCloseTo(150, -0.5);
    expect(Math.max((right - left) / 400, (bottom - top) / 300)).toBeCloseTo(0.45, 2);
  });

  it('of Russia has Chukotka at its right, in one piece', () => {
    const { path, projection } = viewOfCountry(outline('RU'), [], size);
    const chukotka = russia.regions.find((one) => one.id === 'RU-CHU')!;

    const [[left], [right]] = path.bounds(chukotka);

    expect(right - left).toBeLessThan(120);
    expect(projection([-170, 66])![0]).toBeGreaterThan(projection([37, 55])![0]); // Both are on the near side.
  });

  it('of a country leaves out what lies overseas, unless something is reported of it', () => {
    const france = readCountry(read<CountryFile>('FR'));
    const guiana = [...france.regions, ...france.parts].find((one) => one.id === 'FR-GF' || one.id === 'FR-973')!;
    const alone = viewOfCountry(outline('FR'), [], size);
    const withGuiana = viewOfCountry(outline('FR'), [guiana], size);

    expect(isInside(alone.path.bounds(mainlandOf(outline('FR'))))).toBe(true);
    expect(isInside(withGuiana.path.bounds(guiana))).toBe(true);
    expect(alone.projection.scale()).toBeGreaterThan(3 * withGuiana.projection.scale());
  });

  it('of a country as small as a point has a scale, and it in the middle', () => {
    const vatican = outline('VA');
    const { path, projection } = viewOfCountry(vatican, [], size);

    expect(projection([12.45, 41.9])![0]).toBeCloseTo(200, -2);
    expect(path(vatican) ?? '').not.toContain('NaN');
  });

  it('of the world shows every country but Antarctica whole', () => {
    const { path } = viewOfWorld(world, size);

    const outside = world.filter((one) => one.id !== 'AQ' && path(one) !== null && !isInside(path.bounds(one))).map((one) => one.id);

    expect(outside).toEqual([]);
  });

  it('knows which countries are seen around a region', () => {
    const belgorod = russia.regions.find((one) => one.id === 'RU-BEL')!;

    const seen = seenIn(viewOfRegion(belgorod, size), world, size);

    expect(seen.slice(0, 2).toSorted()).toEqual(['RU', 'UA']);
    expect(seen).not.toContain('US');
  });
});

describe('labels', () => {
  it('cover neither each other nor the edge: the first one stays', () => {
    const at = (id: string, x: number, y: number) => ({ id, text: 'Kaluga', x, y });

    const placed = placeLabels([at('a', 100, 100), at('b', 110, 105), at('c', 100, 120), at('d', 5, 100)], size);

    expect(placed.map((one) => one.id)).toEqual(['a', 'c']);
  });
});

function isInside([[left, top], [right, bottom]]: [[number, number], [number, number]]): boolean {
  return left >= -0.5 && top >= -0.5 && right <= size.width + 0.5 && bottom <= size.height + 0.5;
}

describe('How a view is looked at', () => {
  const kaluga = russia.regions.find((one) => one.id === 'RU-KLU')!;
  const view = viewOfRegion(kaluga, size);

  it('is the same in a frame of another size, once it stood in an address', () => {
    const look = lookOf(view, { k: 2.5, x: -300, y: -120 }, size);
    const read = readLook(writeLook(look!));

    const moved = movedFor(view, read!, size)!;
    expect([moved.k, moved.x, moved.y].map(Math.round)).toEqual([3, -300, -120]);
    const other = { width: 800, height: 500 };
    const wider = viewOfRegion(kaluga, other);
    const [x, y] = wider.projection([look!.longitude, look!.latitude])!;
    const there = movedFor(wider, look!, other)!;
    expect([there.k * x + there.x, there.k * y + there.y].map(Math.round)).toEqual([400, 250]); // In the middle again.
  });

  it.each(['', 'NaN@1,2', '2', '2@1', '-1@54,36', '0@54,36', '2@540,36', '2@54,36;'])('%s is none', (text) => {
    expect(readLook(text)).toBeNull();
  });
});

describe('The next area in a direction', () => {
  const at = (x: number, y: number) => ({ centre: [x, y] as const });

  it('is near and rather straight ahead than aside', () => {
    const [near, straight, aside, behind] = [at(10, 8), at(14, 0), at(2, 30), at(-5, 0)];
    expect(nextTowards([0, 0], [1, 0], [near, straight, aside, behind])).toBe(straight);
    expect(nextTowards([0, 0], [-1, 0], [near, straight, aside, behind])).toBe(behind);
    expect(nextTowards([0, 0], [0, 1], [near, straight, aside, behind])).toBe(near);
    expect(nextTowards([0, 0], [0, -1], [near, straight, aside, behind])).toBeUndefined();
  });
});
