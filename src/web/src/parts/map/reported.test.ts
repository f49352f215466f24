import { describe, expect, it } from 'vitest';
import type { IncidentPicture, Picture, QuestionView, RegionListing } from '../../api/schema';
import { contestedRegions, inWordsOnly, regionOf, reportedCountries, reportedRegions, statedPoints } from './reported';

function listing(region: string, ...incidents: readonly string[]): RegionListing {
  return { region, name: `name of ${region}`, incidents, picture: `/regions/${region}/picture` };
}

function question(placeKey: string, place: string, state: QuestionView['state'] = 'displayed'): QuestionView {
  return { aspect: 'drones-down', label: 'Drones brought down', placeKey, place, state, agreeing: [], competing: [], possible: [], ended: [], withdrawn: [] };
}

function incident(questions: readonly QuestionView[], parts: readonly IncidentPicture[] = []): IncidentPicture {
  return { incident: 'one', title: 'One', kind: 'happening', isClosed: false, questions, informationGaps: [], denials: [], partOf: [], parts, partsCompared: [], relations: [] };
}

function picture(incidents: readonly IncidentPicture[], unplaced: readonly IncidentPicture[] = []): Picture {
  return { region: 'RU-KLU', name: 'Kaluga', asOf: { knownAt: 1, eventTime: '2025-04-08T00:00:00Z' }, policy: 'v1', incidents, contextIncidents: 0, unplaced, parts: [], undated: [], documentsWithoutPublicationTime: [] };
}

describe('what the map draws', () => {
  it('is, of a region, what is reported of itself and not of what lies inside', () => {
    const reported = reportedRegions([listing('IT', 'a'), listing('IT-MI', 'b', 'c')], new Set(['IT-MI']));

    expect(reported.get('IT-MI')).toEqual({ name: 'name of IT-MI', incidents: 2, isContested: true });
    expect(reported.get('IT')?.isContested).toBe(false);
    expect(reported.has('IT-25')).toBe(false); // Lombardy, in which Milan lies.
  });

  it('is, of a country in the view of the world, each incident once', () => {
    const reported = reportedCountries([listing('UA-43', 'a'), listing('UA-40', 'a', 'b'), listing('RU', 'c')], new Set(['UA-40', 'LV-RIX']));

    expect(reported.get('UA')).toEqual({ name: 'Ukraine', incidents: 2, isContested: true });
    expect(reported.get('RU')).toEqual({ name: 'Russia', incidents: 1, isContested: false });
  });

  it('knows the region of a place, whatever its words hold', () => {
    expect(['RU-KLU', 'RU-KLU/near a/b~c', 'ZZ~'].map(regionOf)).toEqual(['RU-KLU', 'RU-KLU', 'ZZ']);
    expect([...contestedRegions([{ question: { placeKey: 'RU-VOR/a town' } }])]).toEqual(['RU-VOR']);
  });
});

describe('a point', () => {
  it('is drawn where one is stated, once for all questions about it', () => {
    const place = question('RU-KLU/depot@54.51,-36.25', 'Depot');

    const points = statedPoints(picture([incident([place, { ...place, aspect: 'fires' }])]));

    expect(points).toEqual([{ key: 'RU-KLU/depot@54.51,-36.25', at: [-36.25, 54.51], words: 'Depot' }]);
  });

  it('is drawn for a part of an incident, too', () => {
    expect(statedPoints(picture([incident([], [incident([question('RU-KLU/@54.5,36.2', 'Kaluga')])])]))).toHaveLength(1);
  });

  it('is not made of a name that looks like one', () => {
    const shown = picture([incident([question('RU-KLU/x@1,2', 'x@1,2')])]);

    expect(statedPoints(shown)).toEqual([]);
    expect(inWordsOnly(shown).finer).toEqual(['x@1,2']);
  });

  it.each(['RU-KLU', 'RU-KLU/a town', 'RU-KLU~the south@1,2', 'RU-KLU/a@91,2', 'RU-KLU/a@1,181'])('is not made of %s', (key) => {
    expect(statedPoints(picture([incident([question(key, 'words')])]))).toEqual([]);
  });

  it('is not drawn where nothing is stated', () => {
    expect(statedPoints(picture([incident([question('RU-KLU/a@1,2', 'A', 'not-stated')])]))).toEqual([]);
  });
});

describe('what the map cannot draw', () => {
  it('is told in words: what is finer than its areas, and what is too vague for one', () => {
    const told = inWordsOnly(picture([incident([question('RU-KLU', 'Kaluga'), question('RU-KLU/a town', 'A town'), question('RU-KLU/a@1,2', 'A')])], [incident([question('RU-KLU~the south', 'the south')])]));

    expect(told).toEqual({ finer: ['A town'], vague: ['the south'] });
  });
});
