/** A piece of a decision's sentence. */
export interface Piece {
  readonly text: string;
  /** What it names, to be told by what that is called; null for words. */
  readonly names: 'fact' | 'incident' | null;
}

/** A decision's sentence, parted where it names its fact and its other incident by their ids. */
export function piecesOf(sentence: string, fact: string | null, incident: string | null): readonly Piece[] {
  const found = [
    { names: 'fact' as const, text: `Fact ${fact}`, at: fact === null ? -1 : sentence.indexOf(`Fact ${fact}`) },
    { names: 'incident' as const, text: incident ?? '', at: incident === null ? -1 : sentence.indexOf(` ${incident}:`) + 1 },
  ].filter((one) => one.at > 0 || (one.names === 'fact' && one.at === 0));
  const pieces: Piece[] = [];
  let from = 0;
  for (const one of found.sort((a, b) => a.at - b.at)) {
    pieces.push({ text: sentence.slice(from, one.at), names: null }, { text: one.text, names: one.names });
    from = one.at + one.text.length;
  }
  return [...pieces, { text: sentence.slice(from), names: null }].filter((piece) => piece.text !== '');
}
