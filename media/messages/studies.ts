/** Checks of what studies of a walker answer. */

import type { StudyName } from '../../server/lsp/panel-protocol.ts';
import type { LockStudy, SimulationComparison, SimulationSweep, SweepAxis } from '../../server/lsp/protocol.ts';
import { acrossWords } from '../growth/controls.ts';
import { eventWords } from '../machines.ts';
import { flag, many, number, oneOf, optional, record, shape, text, version, whole } from './check.ts';
import { assumption, counts, failure, finding } from './report.ts';
import { machine, scenario, variant } from './scenario.ts';

const names: Readonly<Record<StudyName, true>> = { growth: true, comparison: true, locks: true };

export const study = oneOf(names);

const axes: Readonly<Record<SweepAxis, true>> = { entries: true, holes: true, 'folio-order': true, cpus: true };

const versions: Readonly<{
  sweep: SimulationSweep['version'];
  comparison: SimulationComparison['version'];
  locks: LockStudy['version'];
}> = { sweep: 1, comparison: 1, locks: 1 };

const event = oneOf(eventWords);
const samples = many(shape({ at: number, value: whole }));

const spacing = oneOf({ linear: true, log: true });

/** How studies were asked for by an earlier panel. */
export const settings = shape({
  growth: shape({
    across: oneOf(acrossWords),
    from: text,
    to: text,
    machine: optional(machine),
    event: optional(event),
    spacing: shape({ x: spacing, y: spacing }),
  }),
  revision: text,
  locks: shape({ cpus: text, costs: record(text), run: optional(text) }),
  answered: many(study),
});

export const sweep = shape({
  version: version(versions.sweep),
  sweep: shape({ axis: oneOf(axes), from: number, to: number }),
  present: samples,
  curves: many(
    shape({
      machine,
      variant,
      event,
      points: samples,
      checked: samples,
      law: shape({ exact: flag, growth: text, formula: text, words: text }),
    }),
  ),
  failures: many(failure),
});

const side = shape({ label: text, file: text, function: text, line: whole });

export const comparison = shape({
  version: version(versions.comparison),
  before: side,
  after: side,
  scenario,
  runs: many(
    shape({
      machine,
      variant,
      before: optional(counts),
      after: optional(counts),
      changes: many(shape({ event, before: whole, after: whole, words: text })),
    }),
  ),
  failures: many(failure),
  findings: many(finding),
  assumptions: many(assumption),
});

export const locks = shape({
  version: version(versions.locks),
  cpus: whole,
  costs: many(shape({ name: text, nanoseconds: number, source: text })),
  curves: many(
    shape({
      machine,
      variant,
      section: number,
      outside: number,
      entries: number,
      parts: many(shape({ name: text, where: oneOf({ section: true, outside: true }), times: number })),
      saturation: number,
      points: many(
        shape({
          cpus: whole,
          withoutLock: number,
          withLock: number,
          repairman: number,
          bound: number,
          busy: number,
          waiting: number,
        }),
      ),
    }),
  ),
  failures: many(failure),
});
