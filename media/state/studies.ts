/** What is asked about a report beyond its own counts: growth, comparison with a revision, locks. Each by itself. */

import type { FromPanel, StudyAnswer, StudyName } from '../../server/lsp/panel-protocol.ts';
import type {
  ComparisonWithRevision,
  EventName,
  LockStudy,
  MachineName,
  SimulationReport,
  SimulationSweep,
} from '../../server/lsp/protocol.ts';
import { type Across, controlsFor, firstControls, type GrowthControls, readRange } from '../growth/controls.ts';
import { headline } from '../headline.ts';
import type { Spacing } from '../line-plot/scale.ts';
import { type LockCosts, readLockCosts, withCost } from './lock-costs.ts';

export type StudyPhase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly message: string; readonly percentage?: number }
  | { readonly kind: 'failed'; readonly message: string };

interface Growth {
  readonly phase: StudyPhase;
  readonly controls: GrowthControls;
  readonly sweep?: SimulationSweep;
  /** Place of the cursor among the values of the plot, from 0; the last one when absent. */
  readonly cursor?: number;
}

interface Comparison {
  readonly phase: StudyPhase;
  readonly revision: string;
  readonly result?: ComparisonWithRevision;
}

interface Locks {
  readonly phase: StudyPhase;
  readonly cpus: string;
  readonly costs: LockCosts;
  readonly result?: LockStudy;
  /** Machine and variant whose curve is drawn; the first one when absent. */
  readonly run?: string;
  /** As in the growth plot. */
  readonly cursor?: number;
}

export interface Studies {
  readonly growth: Growth;
  readonly comparison: Comparison;
  readonly locks: Locks;
}

export type StudyAction =
  | StudyAnswer
  | { readonly type: 'grow-across'; readonly across: Across }
  | { readonly type: 'grow-on'; readonly machine: MachineName }
  | { readonly type: 'grow-event'; readonly event: EventName }
  | { readonly type: 'grow-spacing'; readonly axis: 'x' | 'y'; readonly spacing: Spacing }
  | { readonly type: 'edit-range'; readonly end: 'from' | 'to'; readonly text: string }
  | { readonly type: 'point-at'; readonly cursor: number }
  | { readonly type: 'edit-revision'; readonly text: string }
  | { readonly type: 'edit-lock-cpus'; readonly text: string }
  | { readonly type: 'edit-lock-cost'; readonly name: string; readonly text: string }
  /** Takes back what was typed for a time; studies again. */
  | { readonly type: 'reset-lock-cost'; readonly name: string }
  | { readonly type: 'lock-run'; readonly run: string }
  | { readonly type: 'point-at-lock'; readonly cursor: number }
  | { readonly type: 'study'; readonly study: StudyName }
  | { readonly type: 'stop-study'; readonly study: StudyName };

export interface StudyStep {
  readonly studies: Studies;
  readonly post: readonly FromPanel[];
  /** What a screen reader is told; nothing when absent. */
  readonly announcement?: string;
}

const idle: StudyPhase = { kind: 'idle' };

export const firstStudies: Studies = {
  growth: { phase: idle, controls: firstControls },
  comparison: { phase: idle, revision: 'HEAD' },
  locks: { phase: idle, cpus: '64', costs: {} },
};

/** CPUs that a lock study may have, as the simulator limits them. */
export const mostLockCpus = 1024;

/** The number of CPUs as typed; undefined when it is none. */
export function readLockCpus(text: string): number | undefined {
  const cpus = /^\s*\d{1,4}\s*$/.test(text) ? Number(text) : 0;
  return cpus >= 1 && cpus <= mostLockCpus ? cpus : undefined;
}

/** The machine whose growth is drawn: the chosen one while the report has it, else the headline's. */
export function growthMachine({ growth }: Studies, report: SimulationReport): MachineName | undefined {
  const { machine } = growth.controls;
  if (report.results.some((result) => result.machine === machine)) return machine;
  return headline(report)?.run.machine;
}

const stay = (studies: Studies): StudyStep => ({ studies, post: [] });

const withGrowth = (studies: Studies, growth: Partial<Growth>): Studies => ({
  ...studies,
  growth: { ...studies.growth, ...growth },
});

const withControls = (studies: Studies, controls: Partial<GrowthControls>): Studies =>
  withGrowth(studies, { controls: { ...studies.growth.controls, ...controls } });

const withLockCost = (studies: Studies, name: string, text: string | undefined): Studies => ({
  ...studies,
  locks: { ...studies.locks, costs: withCost(studies.locks.costs, name, text) },
});

/** What is said of a study that has begun, until the host says more. */
const starting: StudyPhase = { kind: 'running', message: 'Starting' };

function askGrowth(studies: Studies, report: SimulationReport): StudyStep {
  const sweep = readRange(studies.growth.controls);
  const machine = growthMachine(studies, report);
  if ('problem' in sweep || machine === undefined) return stay(studies);
  return {
    studies: withGrowth(studies, { phase: starting }),
    post: [{ type: 'ask-growth', machines: [machine], scenario: report.scenario, sweep }],
  };
}

const machinesOf = ({ results, failures }: SimulationReport): readonly MachineName[] => [
  ...new Set([...results, ...failures].map(({ machine }) => machine)),
];

function ask(studies: Studies, study: StudyName, report: SimulationReport): StudyStep {
  const wish = { machines: machinesOf(report), scenario: report.scenario };
  switch (study) {
    case 'growth':
      return askGrowth(studies, report);
    case 'comparison': {
      const revision = studies.comparison.revision.trim();
      if (revision === '') return stay(studies);
      return {
        studies: { ...studies, comparison: { ...studies.comparison, phase: starting } },
        post: [{ type: 'ask-comparison', ...wish, revision }],
      };
    }
    case 'locks': {
      const [cpus, costs] = [readLockCpus(studies.locks.cpus), readLockCosts(studies.locks.costs)];
      if (cpus === undefined || costs === undefined) return stay(studies);
      return {
        studies: { ...studies, locks: { ...studies.locks, phase: starting } },
        post: [{ type: 'ask-locks', ...wish, cpus, costs }],
      };
    }
  }
}

/**
 * The studies of another report: what was found out about the one before is gone. Growth is asked for at once, unless a
 * run was not finished: what takes too long once would take longer with more entries.
 */
export function studiesOf(before: Studies, report: SimulationReport): StudyStep {
  const { growth, comparison, locks } = before;
  const fresh: Studies = {
    growth: { phase: idle, controls: growth.controls },
    comparison: { phase: idle, revision: comparison.revision },
    locks: { phase: idle, cpus: locks.cpus, costs: locks.costs, ...(locks.run ? { run: locks.run } : {}) },
  };
  return report.results.length > 0 && report.failures.length === 0 ? askGrowth(fresh, report) : stay(fresh);
}

/** One study's phase is another. */
function enter(studies: Studies, study: StudyName, phase: StudyPhase): Studies {
  return { ...studies, [study]: { ...studies[study], phase } };
}

/** An answer counts while its question is open: what was superseded or called off is not waited for any more. */
const isOpen = (studies: Studies, study: StudyName): boolean => studies[study].phase.kind === 'running';

function takeAnswer(studies: Studies, answer: StudyAnswer): StudyStep {
  switch (answer.type) {
    case 'study-running': {
      const { study, type: _, ...said } = answer;
      return stay(isOpen(studies, study) ? enter(studies, study, { kind: 'running', ...said }) : studies);
    }
    case 'study-failed': {
      const { study, message } = answer;
      return isOpen(studies, study)
        ? { ...stay(enter(studies, study, { kind: 'failed', message })), announcement: `It failed: ${message}` }
        : stay(studies);
    }
    case 'growth': {
      if (!isOpen(studies, 'growth')) return stay(studies);
      const { cursor: _, ...growth } = studies.growth;
      return stay({ ...studies, growth: { ...growth, phase: idle, sweep: answer.sweep } });
    }
    case 'comparison': {
      if (!isOpen(studies, 'comparison')) return stay(studies);
      const { comparison, commit } = answer;
      return {
        ...stay({ ...studies, comparison: { ...studies.comparison, phase: idle, result: { comparison, commit } } }),
        announcement: 'Compared',
      };
    }
    case 'locks':
      return isOpen(studies, 'locks')
        ? {
            ...stay({ ...studies, locks: { ...studies.locks, phase: idle, result: answer.locks } }),
            announcement: 'The lock study is done',
          }
        : stay(studies);
  }
}

/** Calls off what runs: the worker is wanted for a new report. */
export function stopStudies(studies: Studies): StudyStep {
  return (['growth', 'comparison', 'locks'] as const).reduce<StudyStep>((step, study) => {
    const next = updateStudies(step.studies, { type: 'stop-study', study }, undefined);
    return { studies: next.studies, post: [...step.post, ...next.post] };
  }, stay(studies));
}

/** The next state of the studies; `report` is the one that they are about. */
export function updateStudies(studies: Studies, action: StudyAction, report: SimulationReport | undefined): StudyStep {
  switch (action.type) {
    case 'grow-across': {
      const { machine, event, spacing } = studies.growth.controls;
      const chosen = { ...(machine ? { machine } : {}), ...(event ? { event } : {}) };
      const controls = { ...controlsFor(action.across, spacing), ...chosen };
      const next = withGrowth(studies, { controls });
      return report ? askGrowth(next, report) : stay(next);
    }
    case 'grow-on': {
      const next = withControls(studies, { machine: action.machine });
      return report ? askGrowth(next, report) : stay(next);
    }
    case 'grow-event':
      return stay(withControls(studies, { event: action.event }));
    case 'grow-spacing': {
      const { spacing } = studies.growth.controls;
      return stay(withControls(studies, { spacing: { ...spacing, [action.axis]: action.spacing } }));
    }
    case 'edit-range':
      return stay(withControls(studies, { [action.end]: action.text }));
    case 'point-at':
      return stay(withGrowth(studies, { cursor: action.cursor }));
    case 'edit-revision':
      return stay({ ...studies, comparison: { ...studies.comparison, revision: action.text } });
    case 'edit-lock-cpus':
      return stay({ ...studies, locks: { ...studies.locks, cpus: action.text } });
    case 'edit-lock-cost':
      return stay(withLockCost(studies, action.name, action.text));
    case 'reset-lock-cost': {
      const next = withLockCost(studies, action.name, undefined);
      return report ? ask(next, 'locks', report) : stay(next);
    }
    case 'lock-run':
      return stay({ ...studies, locks: { ...studies.locks, run: action.run } });
    case 'point-at-lock':
      return stay({ ...studies, locks: { ...studies.locks, cursor: action.cursor } });
    case 'study':
      return report ? ask(studies, action.study, report) : stay(studies);
    case 'stop-study':
      return isOpen(studies, action.study)
        ? { studies: enter(studies, action.study, idle), post: [{ type: 'cancel-study', study: action.study }] }
        : stay(studies);
    default:
      return takeAnswer(studies, action);
  }
}
