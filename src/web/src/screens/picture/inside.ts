import type { AccountView, IncidentPicture, Picture } from '../../api/schema';

/** A reported claim that counts in a picture, and which question it answers. */
export interface Answering {
  readonly label: string;
  readonly account: AccountView;
}

/** All claims that answer a question of a picture, parts included, each as often as it answers one. */
export function accountsOf(picture: Picture): readonly Answering[] {
  const within = (incident: IncidentPicture): readonly Answering[] => [
    ...incident.questions.flatMap((one) => [one.displayed, ...one.agreeing, ...one.competing.map((other) => other.account), ...one.possible]
      .flatMap((account) => (account ? [{ label: one.label, account }] : []))),
    ...incident.parts.flatMap(within),
  ];
  return [...picture.incidents, ...picture.unplaced].flatMap(within);
}

/** The names of the incidents of a picture, by their ids. */
export function titlesOf(picture: Picture): ReadonlyMap<string, string> {
  const within = (incident: IncidentPicture): readonly (readonly [string, string])[] => [[incident.incident, incident.title], ...incident.parts.flatMap(within)];
  return new Map([...picture.incidents, ...picture.unplaced].flatMap(within));
}

/** The code that somebody may have meant who typed one that is none: in capitals, with a hyphen. Null where that is what they typed. */
export function codeMeant(typed: string): string | null {
  const written = typed.trim().toUpperCase().replace(/[\s_–.]+/g, '-').replace(/^([A-Z]{2})-?([A-Z0-9]{1,3})$/, '$1-$2');
  return written !== typed && /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(written) ? written : null;
}
