import type { TemplateResult } from 'lit-html';
import type { SimulationReport } from '../../server/lsp/protocol.ts';
import { variantWords } from '../format.ts';
import { dropdown } from '../toolkit.ts';
import { titleOf, type View } from './context.ts';

/** Chooses the run whose page table and source lines are shown. */
export function runChoice(view: View, report: SimulationReport): TemplateResult {
  const { state, dispatch } = view;
  const key = (run: { machine: string; variant: string } | undefined) => `${run?.machine} ${run?.variant}`;
  return dropdown({
    id: 'shown-run',
    label: 'Run shown',
    value: key(state.shown),
    options: report.results.map((result) => ({
      value: key(result),
      label: `${titleOf(view, result.machine)}, ${variantWords[result.variant]}`,
    })),
    onChange: (value) => {
      const run = report.results.find((result) => key(result) === value);
      if (run) dispatch({ type: 'show', run: { machine: run.machine, variant: run.variant } });
    },
  });
}
