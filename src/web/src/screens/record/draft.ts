import type { EventTime, Fact, FactStatus, Place, Polarity, Quotation, QuotationRole, Speaker, TimeBounds } from '../../api/schema';
import { readField, writeField } from '../../parts/times';
import { cueIn } from './cues';
import { emptyOf, type Fault, type Field, type Typed, typedOf, writeTyped } from './schema';
import { wordsOf } from './text';

/** A fact that is being coded. All members are as typed: empty text is what is not stated. */
export interface Draft {
  /** Made once, so that a fact that is sent again is not recorded twice. */
  readonly factId: string;
  incident: string;
  /** The fact type; empty until one is chosen. */
  type: string;
  claim: Typed;
  quotations: readonly Quotation[];
  publisher: string;
  speakers: DraftSpeaker[];
  isAmbiguous: boolean;
  places: DraftPlace[];
  time: DraftTime;
  status: FactStatus;
  statusCue: string;
  polarity: Polarity;
  /** The fact's own report time, as a field of the page holds it. */
  reportedAt: string;
  note: string;
  /** JSON pointers of what was inferred rather than read. */
  inferred: readonly string[];
  /** The fact that this one repeats, where somebody said so, and the id of that decision. */
  repeats: { readonly fact: string; readonly incident: string; readonly tell: string; readonly decisionId: string } | null;
  /** What stands as it did in the fact before, until somebody changes it. */
  carried: readonly ('incident' | 'voice' | 'places' | 'reportedAt')[];
}

export interface DraftSpeaker {
  role: Speaker['role'];
  source: string;
  label: string;
  channel: string;
}

export interface DraftPlace {
  precision: Place['precision'];
  region: string;
  name: string;
  asStated: string;
  /** Region codes with spaces or commas between. */
  candidates: string;
  latitude: string;
  longitude: string;
}

export interface DraftTime {
  kind: EventTime['kind'];
  asStated: string;
  edtf: string;
  earliest: string;
  latest: string;
  until: string;
  zone: string;
}

/** The roles of quotations in the order of their keys, 1 to 5. */
export const roles: readonly QuotationRole[] = ['value', 'speaker', 'status', 'time', 'place'];

/** What precisions are about one area by its code, so that the area itself needs no words. */
export const places: readonly Place['precision'][] = ['country', 'admin1', 'admin2', 'locality', 'point', 'part-of-region', 'region-and-surroundings', 'informal', 'informal-set', 'unspecified-local', 'unknown'];

export const speakerRoles: readonly Speaker['role'][] = ['official-body', 'named-office', 'named-official', 'spokesperson', 'government', 'unnamed-official', 'anonymous-source', 'analysts', 'researchers', 'media', 'residents', 'organisation', 'sensor', 'other'];

export const timeKinds: readonly EventTime['kind'][] = ['unstated', 'relative', 'exact', 'window', 'as-of-publication', 'order-only'];

/** Words that the service's table of relative times reads as a span (RelativeTimes.cs), and those that speak of the time of publication. */
const windowWords = /^(over|in) the past /i;
const presentWords = /^(so far|currently|now|at present|still|на данный момент|сейчас|наразі|зараз)$/i;

export function emptyPlace(): DraftPlace {
  return { precision: 'unknown', region: '', name: '', asStated: '', candidates: '', latitude: '', longitude: '' };
}

export function emptyTime(): DraftTime {
  return { kind: 'unstated', asStated: '', edtf: '', earliest: '', latest: '', until: '', zone: '' };
}

/** A new fact of a document; what follows another one keeps its incident, publisher, voice, places, zone and report time. */
export function newDraft(publisher: string, before: Draft | null = null): Draft {
  return {
    factId: newId(),
    incident: before?.incident ?? '',
    type: '',
    claim: undefined,
    quotations: [],
    publisher: before?.publisher ?? publisher,
    speakers: before?.speakers.map((speaker) => ({ ...speaker })) ?? [],
    isAmbiguous: before?.isAmbiguous ?? false,
    places: before?.places.map((place) => ({ ...place })) ?? [emptyPlace()],
    time: { ...emptyTime(), zone: before?.time.zone ?? '' },
    status: 'asserted',
    statusCue: '',
    polarity: 'affirmed',
    reportedAt: before?.reportedAt ?? '',
    note: '',
    inferred: ['/places', '/attribution'].filter((part) => before?.inferred.some((pointer) => pointer === part || pointer.startsWith(`${part}/`))),
    repeats: null,
    carried: before === null ? [] : ['incident', 'voice', 'places', ...(before.reportedAt === '' ? [] : ['reportedAt' as const])],
  };
}

/**
 * Another document's repetition of a fact: the same claim, place and time and the same speaker, now in this document and published by its own publisher.
 * The time is inferred, as the words of another document say it; so are the place and who speaks, unless this one names them. Words that are relative to that
 * document's publication would mean another night in this one: their bounds are taken instead.
 */
export function repeatOf(fact: Fact, bounds: TimeBounds | null, claim: Field, tell: string, incident: string, publisher: string): Draft {
  const speakers = fact.attribution.speakers ?? [];
  // Where the first document's publisher spoke for itself, this one passes that publisher's words on.
  const passedOn: readonly Speaker[] = speakers.length > 0 || fact.attribution.publisher === publisher ? speakers : [{ role: 'media', source: fact.attribution.publisher }];
  const time = repeatedTime(fact.eventTime ?? null, bounds);
  return {
    ...newDraft(publisher),
    incident,
    type: fact.claim.type,
    claim: typedOf(claim, fact.claim),
    speakers: passedOn.map((speaker) => ({ role: speaker.role, source: speaker.source ?? '', label: speaker.label ?? '', channel: '' })),
    isAmbiguous: fact.attribution.ambiguous ?? false,
    places: fact.places.map(repeatedPlace),
    time,
    status: fact.status ?? 'asserted',
    polarity: fact.polarity ?? 'affirmed',
    inferred: [...(passedOn.length === 0 ? [] : ['/attribution']), ...(time.kind === 'unstated' ? [] : ['/eventTime']), '/places', ...(fact.status === undefined || fact.status === 'asserted' ? [] : ['/status'])],
    repeats: { fact: fact.factId, incident, tell, decisionId: newId() },
  };
}

/** What the next fact of a document goes on from where the last one was recorded earlier, or by a colleague. */
export function lastOf(fact: Fact, incident: string): Draft {
  return {
    ...newDraft(fact.attribution.publisher),
    incident,
    speakers: (fact.attribution.speakers ?? []).map((speaker) => ({ role: speaker.role, source: speaker.source ?? '', label: speaker.label ?? '', channel: speaker.channel ?? '' })),
    isAmbiguous: fact.attribution.ambiguous ?? false,
    places: fact.places.map(draftPlace),
    time: fact.eventTime === null || fact.eventTime === undefined ? emptyTime() : draftTime(fact.eventTime),
    reportedAt: writeField(fact.reportedAt),
    inferred: fact.inferred ?? [],
  };
}

/** Takes a quotation in, and offers what its words say: the wording of the time or place, the cue, an unnamed speaker. What somebody typed stays. */
export function quoteIn(draft: Draft, quotation: Quotation): void {
  draft.quotations = [...draft.quotations.filter((one) => !isSame(one, quotation)), quotation];
  switch (quotation.role) {
    case 'status': {
      const cue = cueIn(quotation.exact);
      draft.statusCue = wordsOf(quotation.exact, 500);
      draft.status = cue?.status ?? draft.status;
      draft.polarity = cue?.polarity ?? draft.polarity;
      isRead(draft, '/status');
      break;
    }
    case 'time': {
      if (draft.inferred.includes('/eventTime')) {
        draft.time = { ...emptyTime(), zone: draft.time.zone }; // Read here now, and no longer taken from elsewhere.
      }
      const words = wordsOf(quotation.exact, 300);
      const isOffered = draft.time.kind === 'unstated' || (draft.time.asStated !== '' && draft.time.kind === timeKindOf(draft.time.asStated));
      draft.time.kind = isOffered ? timeKindOf(words) : draft.time.kind;
      draft.time.asStated = words;
      isRead(draft, '/eventTime');
      break;
    }
    case 'place':
      placeIn(draft, wordsOf(quotation.exact, 300));
      isRead(draft, '/places');
      break;
    case 'speaker':
      speakerIn(draft, speakerOf(quotation.exact));
      isRead(draft, '/attribution');
      break;
    default:
      break;
  }
}

/** Takes a quotation away, with what its words had offered and nobody has changed since: what is not quoted is not said to be. */
export function unquote(draft: Draft, quotation: Quotation): void {
  draft.quotations = draft.quotations.filter((one) => !isSame(one, quotation));
  const left = draft.quotations.findLast((one) => one.role === quotation.role);
  if (takeBack(draft, quotation) && left !== undefined) {
    quoteIn(draft, left);
  }
}

/** The fact as it is sent, and what keeps it from being sent. The service judges the rest. */
export function toFact(draft: Draft, claim: Field | null, document: string): { readonly fact: Fact; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  require(draft.incident !== '', '/incident', 'Choose the incident that this is about, or open one.', faults);
  require(claim !== null, '/claim', 'Choose what is said: a fact type.', faults);
  require(draft.quotations.length > 0, '/quotations', 'A fact rests on words: select some in the text.', faults);
  require(draft.publisher !== '', '/attribution/publisher', 'Say who published the document.', faults);
  for (const [index, speaker] of draft.speakers.entries()) {
    require(speaker.source !== '' || speaker.label.trim() !== '', `/attribution/speakers/${index}/label`, 'A speaker is a registered source, or has a label for an unnamed role.', faults);
  }
  const written = claim === null ? undefined : writeTyped(claim, draft.claim ?? emptyOf(claim), true, '/claim', faults);
  const fact = compact({
    factId: draft.factId,
    claim: { ...(typeof written === 'object' ? written : {}), type: draft.type },
    eventTime: timeOf(draft.time, faults),
    places: draft.places.length === 0 ? [{ precision: 'unknown' }] : draft.places.map((place, index) => placeOf(place, index, faults)),
    attribution: compact({
      publisher: draft.publisher,
      speakers: draft.speakers.length === 0 ? undefined : draft.speakers.map((speaker) => compact({ role: speaker.role, source: orMissing(speaker.source), label: orMissing(speaker.label), channel: orMissing(speaker.channel) })),
      ambiguous: (draft.isAmbiguous && draft.speakers.length > 0) || undefined,
    }),
    status: draft.status,
    polarity: draft.polarity,
    statusCue: orMissing(draft.statusCue),
    reportedAt: instantOf(draft.reportedAt, '/reportedAt', faults),
    document,
    quotations: [...draft.quotations].sort((one, other) => roles.indexOf(one.role ?? 'value') - roles.indexOf(other.role ?? 'value') || one.start - other.start),
    inferred: draft.inferred.length === 0 ? undefined : [...draft.inferred].sort(),
    note: orMissing(draft.note),
  });
  return { fact: fact as unknown as Fact, faults };
}

/** Whether anything was put in that would be lost. What stands as in the fact before, or was in the address, comes back by itself. */
export function isWorthKeeping(draft: Draft): boolean {
  const isOwn = (part: Draft['carried'][number]): boolean => !draft.carried.includes(part);
  return draft.type !== '' || draft.quotations.length > 0 || draft.note !== '' || draft.repeats !== null || draft.time.kind !== 'unstated' || draft.statusCue !== ''
    || (draft.incident !== '' && isOwn('incident')) || (draft.speakers.length > 0 && isOwn('voice')) || (draft.places.some((place) => !isEmptyPlace(place)) && isOwn('places'));
}

/** A UUID. The browser makes one only where the page came over TLS or from this machine, and elsewhere from its random numbers (RFC 9562, version 4). */
export function newId(source: Pick<Crypto, 'getRandomValues'> & { randomUUID?: () => string } = crypto): string {
  if (source.randomUUID !== undefined) {
    return source.randomUUID();
  }
  const bytes = source.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function isSame(one: Quotation, other: Quotation): boolean {
  return one.role === other.role && one.start === other.start && one.end === other.end;
}

/** Empties what the words of a quotation filled; says whether it did. */
function takeBack(draft: Draft, { role, exact }: Quotation): boolean {
  const innermost = draft.speakers.at(-1);
  const place = draft.places.find((one) => one.asStated !== '' && one.asStated === wordsOf(exact, 300));
  const { kind, asStated, edtf, earliest, latest, until } = draft.time;
  if (role === 'status' && draft.statusCue === wordsOf(exact, 500)) {
    const cue = cueIn(exact);
    draft.statusCue = '';
    draft.status = draft.status === cue?.status ? 'asserted' : draft.status;
    draft.polarity = draft.polarity === cue?.polarity ? 'affirmed' : draft.polarity;
    return true;
  }
  if (role === 'time' && asStated === wordsOf(exact, 300)) {
    const isOffered = kind === timeKindOf(asStated) && [edtf, earliest, latest, until].every((one) => one === '');
    draft.time = { ...draft.time, asStated: '', kind: isOffered ? 'unstated' : kind };
    return true;
  }
  if (role === 'place' && place !== undefined) {
    place.asStated = '';
    return true;
  }
  if (role === 'speaker' && innermost?.source === '' && innermost.channel === '' && innermost.label === speakerOf(exact)) {
    draft.speakers.pop();
    return true;
  }
  return false;
}

/** What the words of this document say is not inferred. */
function isRead(draft: Draft, part: string): void {
  draft.inferred = draft.inferred.filter((pointer) => pointer !== part && !pointer.startsWith(`${part}/`));
}

function isTouched(draft: Draft, part: Draft['carried'][number]): void {
  draft.carried = draft.carried.filter((one) => one !== part);
}

function timeKindOf(words: string): EventTime['kind'] {
  return windowWords.test(words) ? 'window' : presentWords.test(words) ? 'as-of-publication' : 'relative';
}

/** Words for a place. Those that differ from what the place of the fact before was called name another one: its region would be a guess. */
function placeIn(draft: Draft, words: string): void {
  const called = draft.places.flatMap((place) => [place.asStated, place.name]).filter((name) => name !== '').map((name) => name.toLowerCase());
  if (draft.carried.includes('places') && called.length > 0 && !called.includes(words.toLowerCase())) {
    draft.places = [{ ...emptyPlace(), asStated: words }];
  }
  const [first] = draft.places;
  if (first !== undefined && draft.places.length === 1) {
    first.asStated = words;
    first.precision = first.precision === 'unknown' && first.region !== '' ? (first.region.includes('-') ? 'admin1' : 'country') : first.precision;
  }
  isTouched(draft, 'places');
}

/** A registered speaker stays: whether the words name somebody else is for a person to see. One of the fact before goes on being told as that. */
function speakerIn(draft: Draft, label: string): void {
  const innermost = draft.speakers.at(-1);
  if (innermost === undefined) {
    draft.speakers.push({ role: /official|officer/i.test(label) ? 'unnamed-official' : 'other', source: '', label, channel: '' });
  } else if (innermost.source === '' && (innermost.label === '' || draft.carried.includes('voice'))) {
    innermost.label = label;
  } else {
    return;
  }
  isTouched(draft, 'voice');
}

function speakerOf(exact: string): string {
  return wordsOf(exact, 200).replace(/^(an?|the) /i, '');
}

function isEmptyPlace(place: DraftPlace): boolean {
  return place.precision === 'unknown' && [place.region, place.name, place.asStated, place.candidates, place.latitude, place.longitude].every((one) => one === '');
}

function timeOf(time: DraftTime, faults: Fault[]): unknown {
  if (time.kind === 'unstated') {
    return undefined;
  }
  const [earliest, latest] = [instantOf(time.earliest, '/eventTime/earliest', faults), instantOf(time.latest, '/eventTime/latest', faults)];
  if (time.kind === 'exact') {
    require(earliest !== undefined || latest !== undefined || time.edtf.trim() !== '', '/eventTime/earliest', 'An exact time needs an earliest or latest instant, or an EDTF date.', faults);
  }
  return compact({ kind: time.kind, asStated: orMissing(time.asStated), edtf: orMissing(time.edtf), earliest, latest, until: instantOf(time.until, '/eventTime/until', faults), zone: orMissing(time.zone) });
}

function placeOf(place: DraftPlace, index: number, faults: Fault[]): unknown {
  const candidates = place.candidates.split(/[\s,;]+/).filter((code) => code !== '');
  const isPoint = place.precision === 'point';
  for (const [member, value] of [['latitude', place.latitude], ['longitude', place.longitude]] as const) {
    require(!isPoint || /^-?\d+(\.\d+)?$/.test(value.trim()), `/places/${index}/point/${member}`, 'Degrees, such as 54.51.', faults);
  }
  require(place.region !== '' || !['country', 'admin1'].includes(place.precision), `/places/${index}/region`, 'This precision needs a region.', faults);
  require(place.precision !== 'unknown' || place.asStated.trim() === '', `/places/${index}/precision`, 'The words name a place: choose its region, or how finely they tell it.', faults);
  return compact({
    precision: place.precision,
    region: orMissing(place.region),
    name: orMissing(place.name),
    asStated: orMissing(place.asStated),
    candidates: candidates.length === 0 ? undefined : candidates,
    point: isPoint ? { latitude: Number(place.latitude), longitude: Number(place.longitude) } : undefined,
  });
}

function repeatedTime(time: EventTime | null, bounds: TimeBounds | null): DraftTime {
  if (time === null || time.kind === 'unstated') {
    return emptyTime();
  }
  const isStated = time.edtf !== null && time.edtf !== undefined || time.earliest !== undefined || time.latest !== undefined;
  if (isStated) {
    return draftTime(time);
  }
  return bounds === null ? { ...emptyTime(), zone: time.zone ?? '' } : { ...emptyTime(), kind: 'window', earliest: writeField(bounds.earliest ?? undefined), latest: writeField(bounds.latest ?? undefined), zone: time.zone ?? '' };
}

/** Another document's wording is left out where the code says which place it is; a vaguer place is known by its words alone. */
function repeatedPlace(place: Place): DraftPlace {
  const repeated = draftPlace(place);
  return place.precision === 'country' || place.precision === 'admin1' || repeated.name !== '' ? { ...repeated, asStated: '' } : repeated;
}

function draftPlace(place: Place): DraftPlace {
  return {
    precision: place.precision,
    region: place.region ?? '',
    name: place.name ?? '',
    asStated: place.asStated ?? '',
    candidates: place.candidates?.join(' ') ?? '',
    latitude: place.point?.latitude.toString() ?? '',
    longitude: place.point?.longitude.toString() ?? '',
  };
}

function draftTime(time: EventTime): DraftTime {
  return {
    kind: time.kind,
    asStated: time.asStated ?? '',
    edtf: time.edtf ?? '',
    earliest: writeField(time.earliest),
    latest: writeField(time.latest),
    until: writeField(time.until),
    zone: time.zone ?? '',
  };
}

function instantOf(field: string, pointer: string, faults: Fault[]): string | undefined {
  const instant = readField(field);
  require(field === '' || instant !== null, pointer, 'This is no time.', faults);
  return instant ?? undefined;
}

function require(isFine: boolean, pointer: string, detail: string, faults: Fault[]): void {
  if (!isFine) {
    faults.push({ pointer, detail });
  }
}

function orMissing(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}

function compact(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
