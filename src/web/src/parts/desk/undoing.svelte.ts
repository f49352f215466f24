import type { Subject } from './decisions';
import type { RecordedDecision } from './recording';

/** Who made a decision, and when and where it was recorded. */
export interface Made {
  readonly actor: string;
  readonly recordedAt: string;
  readonly position: number;
}

/** A decision that somebody is about to undo. */
export interface UndoAsked {
  readonly decision: string;
  readonly subject: Subject;
  /** What it says. */
  readonly tell: string;
  /** Null for one that the person made a moment ago. */
  readonly made: Made | null;
  readonly onrecorded: (recorded: RecordedDecision) => void;
}

/** Held apart from the lists where the buttons stand: a colleague may undo the same decision meanwhile, and its row goes, but not what was typed. */
class Undoing {
  asked: UndoAsked | null = $state.raw(null);
}

export const undoing = new Undoing();
