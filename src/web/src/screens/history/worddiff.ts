/** A piece of words, and whether the other wording lacks it. */
export interface Word {
  readonly text: string;
  readonly isChanged: boolean;
}

/** Cells of the comparison's table: what a browser fills in a few milliseconds. Longer wordings are compared at their two ends only. */
const cellsMax = 250_000;

/** Two wordings, each whole and in its own words, with what the other one lacks marked. White space and case tell nothing apart. */
export function compareWords(before: string, after: string): { readonly before: readonly Word[]; readonly after: readonly Word[] } {
  const [left, right] = [tokens(before), tokens(after)];
  const common = commonOf(left.map(fold), right.map(fold));
  return { before: join(left, common.left), after: join(right, common.right) };
}

/** Words, numbers with their separators, and everything between them. */
function tokens(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+(?:[.,'’\-][\p{L}\p{M}\p{N}]+)*|[^\p{L}\p{M}\p{N}]+/gu) ?? [];
}

function fold(token: string): string {
  return token.replace(/\s+/g, ' ').toLocaleLowerCase('en');
}

interface Common {
  readonly left: ReadonlySet<number>;
  readonly right: ReadonlySet<number>;
}

/** Which tokens belong to a longest common sequence. */
function commonOf(left: readonly string[], right: readonly string[]): Common {
  const kept: { left: Set<number>; right: Set<number> } = { left: new Set(), right: new Set() };
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) {
    kept.left.add(start);
    kept.right.add(start++);
  }
  let [leftEnd, rightEnd] = [left.length, right.length];
  while (leftEnd > start && rightEnd > start && left[leftEnd - 1] === right[rightEnd - 1]) {
    kept.left.add(--leftEnd);
    kept.right.add(--rightEnd);
  }
  const [rows, columns] = [leftEnd - start, rightEnd - start];
  if (rows === 0 || columns === 0 || rows * columns > cellsMax) {
    return kept;
  }
  const lengths = new Uint32Array((rows + 1) * (columns + 1));
  const at = (row: number, column: number): number => lengths[row * (columns + 1) + column] ?? 0;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      lengths[row * (columns + 1) + column] = left[start + row] === right[start + column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  for (let row = 0, column = 0; row < rows && column < columns;) {
    if (left[start + row] === right[start + column]) {
      kept.left.add(start + row++);
      kept.right.add(start + column++);
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      row++;
    } else {
      column++;
    }
  }
  return kept;
}

/** Puts tokens of one kind together again. What stands between two changed words is changed with them; other white space and marks alone never are. */
function join(all: readonly string[], kept: ReadonlySet<number>): readonly Word[] {
  const isWord = (index: number): boolean => /[\p{L}\p{N}]/u.test(all[index] ?? '');
  const isChanged = (index: number): boolean => (isWord(index) ? !kept.has(index) : isWord(index - 1) && isWord(index + 1) && !kept.has(index - 1) && !kept.has(index + 1));
  const words: { text: string; isChanged: boolean }[] = [];
  all.forEach((text, index) => {
    const last = words.at(-1);
    if (last !== undefined && last.isChanged === isChanged(index)) {
      last.text += text;
    } else {
      words.push({ text, isChanged: isChanged(index) });
    }
  });
  return words;
}
