import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** An area of the map: a country by ISO 3166-1, or a region by ISO 3166-2; no id where neither has a code for it. */
export type Area = Feature<Polygon | MultiPolygon>;

/** What a country's file holds: its first level, what is finer, and land without a code. */
export interface CountryFile extends Topology {
  readonly objects: { readonly regions: GeometryCollection; readonly parts: GeometryCollection; readonly rest: GeometryCollection };
}

export interface WorldFile extends Topology {
  readonly objects: { readonly countries: GeometryCollection };
}

export interface Country {
  readonly regions: readonly Area[];
  readonly parts: readonly Area[];
  readonly rest: readonly Area[];
}

export function readCountry(file: CountryFile): Country {
  return { regions: read(file, file.objects.regions), parts: read(file, file.objects.parts), rest: read(file, file.objects.rest) };
}

export function readWorld(file: WorldFile): readonly Area[] {
  return read(file, file.objects.countries);
}

function read(file: Topology, collection: GeometryCollection): readonly Area[] {
  return (feature(file, collection) as FeatureCollection<Polygon | MultiPolygon>).features;
}
