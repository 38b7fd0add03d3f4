import type { MachineName } from '../../server/lsp/protocol.ts';
import { machineWords } from '../machines.ts';
import type { Action, State } from '../state.ts';

/** What every view is drawn from, and how it says that something was done. */
export interface View {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  /** Opens a line of a file of the tree in the editor. */
  readonly reveal: (file: string, line: number) => void;
}

/** A machine as the choices name it. */
export function titleOf({ state }: Pick<View, 'state'>, machine: MachineName): string {
  return state.choices?.machines.find(({ name }) => name === machine)?.title ?? machineWords[machine].name;
}
