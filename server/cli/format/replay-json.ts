import type { Replay } from '../../core/simulator/replay/replay.ts';

/** Published as schemas/simulation-replay.schema.json. */
export const replaySchema = 'urn:lazy-mmu-lens:simulation-replay:1';

export interface ReplayOutput extends Replay {
  readonly $schema: typeof replaySchema;
}

/** Every step of a run for programs. */
export function replayJson(replay: Replay): string {
  const output: ReplayOutput = { $schema: replaySchema, ...replay };
  return `${JSON.stringify(output, undefined, 2)}\n`;
}
