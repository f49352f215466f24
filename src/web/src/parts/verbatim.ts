/** A piece of a source's text: as it is, or a character that cannot be seen. */
export interface Piece {
  readonly text: string;
  /** How the unseen character is written, such as `U+202E`; null for what is shown as it is. */
  readonly unseen: string | null;
}

// What turns the direction of the text around it, what has no width or may be broken off, and controls other than tab and line ends.
// Left alone are U+200C and 200D, which Persian, Indic scripts and emoji need, and which move nothing. U+200E and 200F are usual in Hebrew and Arabic texts,
// and told nevertheless: between them “10 / 20” is shown as “20 / 10”.
const unseen = /([\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}])/gu;

/** Takes a text apart so that nothing in it stays hidden or moves what stands around it. Together the pieces are the text. */
export function piecesOf(text: string): readonly Piece[] {
  return text.split(unseen).flatMap((piece, index) => (piece === '' ? [] : [{ text: piece, unseen: index % 2 === 0 ? null : codeOf(piece) }]));
}

/** Where the characters stand that cannot be seen, in UTF-16 offsets, and how each is written. */
export function findUnseen(text: string): readonly { readonly start: number; readonly end: number; readonly code: string }[] {
  return [...text.matchAll(unseen)].map((match) => ({ start: match.index, end: match.index + match[0].length, code: codeOf(match[0]) }));
}

function codeOf(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
