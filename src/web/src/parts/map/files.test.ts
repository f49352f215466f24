import { geoArea, geoBounds, geoContains } from 'd3-geo';
import type { Polygon } from 'geojson';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCountry, readWorld, type Area, type CountryFile, type WorldFile } from './shapes';

// The files as they are committed: whoever makes them anew by ops/map is told here what got lost.
const folder = new URL('../../../public/map/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const countries = new Map(names.filter((name) => name !== 'world.json').map((name) => [name.replace('.json', ''), readCountry(read<CountryFile>(name))]));
const world = readWorld(read<WorldFile>('world.json'));
const listed = new Map(
  readFileSync(new URL('../../../../IncidentTimeline/Places/regions.tsv', import.meta.url), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t') as [string, string, string]).map(([code, , parent]) => [code, parent] as const),
);
const kilometres = 6_371 ** 2;

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T;
}

function area(code: string): Area {
  const country = countries.get(code.slice(0, 2));
  const found = [...(country?.regions ?? []), ...(country?.parts ?? [])].find((one) => one.id === code);
  if (found === undefined) {
    throw new Error(`${code} is not drawn`);
  }
  return found;
}

/** Square kilometres. */
function sizeOf(one: Area): number {
  return geoArea(one) * kilometres;
}

describe('the files of the map', () => {
  it('cover no more than their land: a ring wound the other way covers the globe', () => {
    const all = [...countries].flatMap(([name, { regions, parts, rest }]) => [...regions, ...parts, ...rest].map((one) => [`${name} ${String(one.id)}`, one] as const));
    const tooLarge = [...all, ...world.map((one) => [`world ${String(one.id)}`, one] as const)].filter(([, one]) => sizeOf(one) > 17_000_000).map(([name]) => name); // Russia has 17.1 million.

    expect(all.length).toBeGreaterThan(4_000);
    expect(tooLarge).toEqual([]);
  });

  it('hold each code once, below its own country, and as the service lists it', () => {
    const codes = [...countries].flatMap(([name, { regions, parts }]) => [...regions, ...parts].map((one) => [name, String(one.id)] as const));

    expect(new Set(codes.map(([, code]) => code)).size).toBe(codes.length);
    expect(codes.filter(([name, code]) => !code.startsWith(`${name}-`))).toEqual([]);
    expect(codes.filter(([, code]) => !listed.has(code))).toEqual([]);
    expect(codes.filter(([, code]) => /[~?]/.test(code))).toEqual([]);
  });

  it('hold regions that stand directly below a country, and parts that do not', () => {
    const regions = [...countries.values()].flatMap((one) => one.regions).map((one) => String(one.id));
    const parts = [...countries.values()].flatMap((one) => one.parts).map((one) => String(one.id));

    expect(regions.filter((code) => listed.get(code) !== code.slice(0, 2))).toEqual([]);
    expect(parts.filter((code) => listed.get(code) === code.slice(0, 2))).toEqual([]);
  });

  it.each(['UA', 'RU', 'IT'])('hold every region of the first level of %s', (country) => {
    const lacking = [...listed].filter(([, parent]) => parent === country).map(([code]) => code).filter((code) => !countries.get(country)?.regions.some((one) => one.id === code));

    expect(lacking).toEqual([]);
  });

  it('lack one finer part of Italy: its borders of 2016 are not in Natural Earth', () => {
    const lacking = [...listed].filter(([code, parent]) => code.startsWith('IT-') && parent !== 'IT').map(([code]) => code).filter((code) => !countries.get('IT')?.parts.some((one) => one.id === code));

    expect(lacking).toEqual(['IT-SU']);
  });

  it('draw the city of Moscow inside of the region around it, which Natural Earth has the other way round', () => {
    const kremlin: [number, number] = [37.617, 55.752];
    const kolomna: [number, number] = [38.77, 55.09];

    expect(geoContains(area('RU-MOW'), kremlin)).toBe(true);
    expect(geoContains(area('RU-MOS'), kremlin)).toBe(false);
    expect(geoContains(area('RU-MOS'), kolomna)).toBe(true);
    expect(sizeOf(area('RU-MOS')) / 44_300).toBeCloseTo(1, 1); // Square kilometres, by the region itself.
  });

  it('draw Kyiv inside of its oblast', () => {
    expect(geoContains(area('UA-30'), [30.523, 50.45])).toBe(true);
    expect(geoContains(area('UA-32'), [30.523, 50.45])).toBe(false);
  });

  it('draw Iran by the numbers that ISO gave its provinces in 2020, and nothing of Morocco by those of before 2015', () => {
    const cities: readonly [string, [number, number]][] = [['IR-23', [51.39, 35.69]], ['IR-07', [52.53, 29.6]], ['IR-30', [50.99, 35.83]], ['IR-00', [49.69, 34.09]], ['IR-10', [51.67, 32.65]]]; // Tehran, Shiraz, Karaj, Arak, Isfahan.

    for (const [code, city] of cities) {
      expect(geoContains(area(code), city), code).toBe(true);
    }
    expect(countries.get('MA')?.regions).toEqual([]);
  });

  it('draw disputed areas as ISO 3166 lists them, as configured', () => {
    const configured = JSON.parse(readFileSync(new URL('../../../scripts/map/territories.json', import.meta.url), 'utf8')) as readonly { readonly areas: readonly string[]; readonly country: string | null }[];
    const ukraine = world.find((one) => one.id === 'UA');
    const russia = world.find((one) => one.id === 'RU');
    const simferopol: [number, number] = [34.1, 44.95];

    expect(configured.find((one) => one.areas.includes('UA-43'))?.country).toBe('UA');
    expect(configured.flatMap((one) => (one.country === null ? [] : [one.country])).filter((country) => !listed.has(country))).toEqual([]);
    expect(geoContains(area('UA-43'), simferopol)).toBe(true);
    expect(geoContains(area('UA-40'), [33.52, 44.61])).toBe(true);
    expect(geoContains(ukraine!, simferopol)).toBe(true); // Drawn, by the tests above.
    expect(geoContains(russia!, simferopol)).toBe(false);
  });

  it('draw what lies on both sides of the antimeridian in one piece', () => {
    const [[west], [east]] = geoBounds(mainland(area('RU-CHU')));
    const alaska = geoBounds(area('US-AK'));

    expect([Math.round(west), Math.round(east)]).toEqual([158, -170]);
    expect([Math.round(alaska[0][0]), Math.round(alaska[1][0])]).toEqual([172, -130]);
  });

  it('are small: a reader loads one of the world and one of a country', () => {
    const sizes = names.map((name) => [name, gzipSync(readFileSync(new URL(name, folder)), { level: 9 }).length] as const);

    expect(sizes.filter(([name, bytes]) => bytes > (name === 'RU.json' ? 60_000 : name === 'world.json' ? 35_000 : 30_000))).toEqual([]);
    expect(sizes.filter(([, bytes]) => bytes > 15_000).length).toBeLessThan(20);
    expect(names.reduce((sum, name) => sum + readFileSync(new URL(name, folder)).length, 0)).toBeLessThan(4_200_000);
  });
});

function mainland(one: Area): Polygon {
  const polygons = one.geometry.type === 'Polygon' ? [one.geometry.coordinates] : one.geometry.coordinates;
  return { type: 'Polygon', coordinates: polygons.toSorted((first, second) => (second[0]?.length ?? 0) - (first[0]?.length ?? 0))[0] ?? [] };
}
