/** What people write in the fields of the as-of bar: positions and times, taken only where there is no doubt what is meant. */

/** What was read: nothing for an empty field, or why it was refused and what would be right. */
export type Read = { readonly value: string | null } | { readonly refused: string };

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;

/** `2024-05-14 09:30`, with seconds and an offset or `UTC` where they are given. */
const numbered = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:(?:T|,? +)(?<time>.+))?$/i;

/** `14 May 2024, 09:30 UTC`, as the page itself writes it. */
const named = /^(?<day>\d{1,2}) +(?<month>[a-z]{3})[a-z]* +(?<year>\d{4})(?:,? +(?<time>.+))?$/i;

const timeOfDay = /^(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?<fraction>\.\d{1,9})?)? *(?<zone>z|utc|[+-](?:0\d|1[0-4]):[0-5]\d)?$/i;

/** A time; in UTC where no offset is given. */
export function readMoment(text: string): Read {
  const typed = text.trim();
  if (typed === '') {
    return { value: null };
  }
  const date = (numbered.exec(typed) ?? named.exec(typed))?.groups;
  if (date === undefined) {
    return { refused: `“${typed}” is no time. Write it as 2024-05-14 09:30, in UTC.` };
  }
  const month = /^\d+$/.test(date['month'] ?? '') ? Number(date['month']) : months.indexOf((date['month'] ?? '').slice(0, 3).toLowerCase() as (typeof months)[number]) + 1;
  const [year, day] = [Number(date['year']), Number(date['day'])];
  const there = new Date(Date.UTC(2000, 0));
  there.setUTCFullYear(year, month - 1, day); // Years below 100 are years, too.
  if (there.getUTCMonth() !== month - 1 || there.getUTCDate() !== day) {
    return { refused: 'There is no such day in the calendar.' };
  }
  const time = timeOfDay.exec(date['time'] ?? '')?.groups;
  if (time === undefined) {
    return { refused: date['time'] === undefined ? `At which time of that day? Write it as ${typed} 09:30, in UTC.` : `“${date['time']}” is no time of day. Write it as 09:30 or 09:30:15.` };
  }
  const [hour, minute, second] = [time['hour'], time['minute'], time['second'] ?? 0].map(Number) as [number, number, number];
  if (hour > 23 || minute > 59 || second > 59) {
    return { refused: 'A day goes from 00:00 to 23:59:59.' };
  }
  there.setUTCHours(hour, minute, second);
  const whole = new Date(there.getTime() - offsetOf(time['zone'])).toISOString().slice(0, 19);
  return { value: `${whole}${time['fraction'] ?? ''}Z` };
}

/** A position of a log that ends at `head`, or a time that has come. */
export function readKnown(text: string, head: number, now: number): Read {
  const typed = text.trim();
  if (/^[+-]?[\d.,]+$/.test(typed)) {
    return /^\d{1,3}(,\d{3})+$|^\d{1,15}$/.test(typed) ? readPosition(Number(typed.replaceAll(',', '')), head) : { refused: `A position is a whole number${upTo(head)}.` };
  }
  const read = readMoment(typed);
  if ('refused' in read) {
    return { refused: /\d{4}|:/.test(typed) ? read.refused : `“${typed}” is neither a position nor a time. Write a position${upTo(head)}, or a time such as 2024-05-14 09:30.` };
  }
  return read.value !== null && Date.parse(read.value) > now ? { refused: `That time has not come yet${head > 0 ? `; the log ends at position ${tellPosition(head)}` : ''}.` } : read;
}

function readPosition(position: number, head: number): Read {
  return head > 0 && position > head ? { refused: `The log ends at position ${tellPosition(head)}.` } : { value: String(position) };
}

function upTo(head: number): string {
  return head > 0 ? ` from 0 to ${tellPosition(head)}, where the log ends` : ' from 0';
}

function offsetOf(zone: string | undefined): number {
  const offset = /^([+-])(\d{2}):(\d{2})$/.exec(zone ?? '');
  return offset === null ? 0 : (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000;
}

/** A position as people read it: `12,345`. */
export function tellPosition(position: number): string {
  return position.toLocaleString('en');
}

/** What a field shows for an instant, in UTC: nothing of it is left out, so that it can be entered again. */
export function writeMoment(instant: string | undefined): string {
  const date = new Date(instant ?? '');
  if (instant === undefined || Number.isNaN(date.getTime())) {
    return instant ?? '';
  }
  const [, fraction = ''] = /(\.\d+)/.exec(instant) ?? [];
  const [day, time] = date.toISOString().slice(0, 19).split('T');
  return `${day} ${fraction === '' ? time?.replace(/:00$/, '') : `${time}${fraction}`}`;
}

/** Whether an address holds an instant, as the service takes it: with an offset. */
export function isInstant(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i.test(text) && !Number.isNaN(Date.parse(text));
}

/** What an address holds for a cut by knowledge: a position, an instant, or nothing that can be understood. */
export function kindOfKnown(known: string): 'position' | 'instant' | 'nonsense' {
  return /^\d{1,18}$/.test(known) ? 'position' : isInstant(known) ? 'instant' : 'nonsense';
}
