import { execFileSync } from 'node:child_process';
import { median, milliseconds, type Row } from './measure.ts';

/** What one window was opened on, and the milliseconds of both extensions in it. */
export interface Activation {
  readonly code: 'other' | 'lazy';
  readonly ours: number;
  readonly beside: number;
}

/** The first of them fills the caches and is not counted. */
const windows = 10;

const openings = [
  ['other', 'activation in a folder with other C'],
  ['lazy', 'activation in a folder with lazy MMU code'],
] as const;

/** What VS Code says that activation took, beside its own Emmet in the same windows. Throws where there is no Chromium. */
export function activationRows(): readonly Row[] {
  // In a process of its own: what drives VS Code does not go into a bundle.
  const script = ['--import', 'tsx', 'test/host/activation-times.ts', String(windows)];
  const output = execFileSync(process.execPath, script, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const activations: readonly Activation[] = JSON.parse(output);
  return openings.map(([code, what]) => {
    const counted = activations.filter((each) => each.code === code).slice(1);
    const measured = median(counted.map(({ ours }) => ours));
    const baseline = median(counted.map(({ beside }) => beside));
    return {
      what: `${what}, as VS Code reports it, median of ${counted.length} windows, beside its own Emmet`,
      measured: milliseconds(measured),
      baseline: milliseconds(baseline),
      ratio: `${(measured / baseline).toFixed(1)}×`,
    };
  });
}
