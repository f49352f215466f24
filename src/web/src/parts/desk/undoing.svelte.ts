import type { Subject } from './decisions';
import type { RecordedDecision } from './recording';

/** A decision that somebody is about to undo. */
export interface UndoAsked {
  readonly decision: string;
  readonly subject: Subject;
  /** What it says. */
  readonly tell: string;
  readonly onrecorded: (recorded: RecordedDecision) => void;
}

/** Held apart from the lists where the buttons stand: a colleague may undo the same decision meanwhile, and its row goes, but not what was typed. */
class Undoing {
  asked: UndoAsked | null = $state.raw(null);
}

export const undoing = new Undoing();
