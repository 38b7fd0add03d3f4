import type { Action, State } from '../state.ts';

/** What every view is drawn from, and how it says that something was done. */
export interface View {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  /** Opens a line of a file of the tree in the editor. */
  readonly reveal: (file: string, line: number) => void;
}
