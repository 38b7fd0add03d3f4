/** Checks what the host sends, and what an earlier panel saved, before anything is shown: a stranger's message is refused by name. */
import type { CopyFormat, PanelState, ToPanel } from '../server/lsp/panel-protocol.ts';
import { type Check, flag, isRecord, many, number, oneOf, optional, record, shape, text } from './messages/check.ts';
import { replay } from './messages/replay.ts';
import { report } from './messages/report.ts';
import { machine, partialScenario, properties, scenario, variant } from './messages/scenario.ts';
import { comparison, locks, settings, study, sweep } from './messages/studies.ts';

const copyFormats: Readonly<Record<CopyFormat, true>> = { mail: true, json: true, svg: true };

const checks: Readonly<Record<ToPanel['type'], Check>> = {
  choices: shape({
    uri: text,
    function: text,
    scenarioFile: optional(text),
    choices: shape({
      machines: many(shape({ name: machine, title: text, hasLazyMode: flag })),
      presets: many(shape({ name: text, title: text, scenario })),
      preset: text,
      properties,
      tree: optional(shape({ kernel: optional(text), api: text })),
    }),
  }),
  'study-running': shape({ study, message: text, percentage: optional(number) }),
  'study-failed': shape({ study, message: text }),
  growth: shape({ sweep }),
  comparison: shape({ comparison, commit: text }),
  locks: shape({ locks }),
  replay: shape({ replay }),
  'replay-failed': shape({ machine, variant, message: text }),
  copied: shape({ format: oneOf(copyFormats) }),
  running: shape({ message: text, percentage: optional(number) }),
  report: shape({ report }),
  'source-changed': shape({}),
  error: shape({ message: text }),
};

const isKnown = (type: unknown): type is ToPanel['type'] => typeof type === 'string' && Object.hasOwn(checks, type);

/** A message of the host, or the path to what is wrong with it. */
export function readMessage(data: unknown): { readonly message: ToPanel } | { readonly problem: string } {
  const type = isRecord(data) ? data['type'] : undefined;
  if (!isKnown(type)) return { problem: `a message of an unknown type, ${JSON.stringify(type)}` };
  const problem = checks[type](data);
  return problem ? { problem: problem.replace(/^\./, '') } : { message: data as ToPanel };
}

const panelState = shape({
  uri: text,
  function: text,
  scenarioFile: optional(text),
  machines: optional(many(machine)),
  scenario: optional(partialScenario),
  shown: optional(shape({ machine, variant })),
  studies: optional(settings),
  folds: optional(record(flag)),
  scroll: optional(number),
});

/** What getState gave; undefined when it is from another version of the panel, or nothing. */
export function readPanelState(data: unknown): PanelState | undefined {
  return panelState(data) === undefined ? (data as PanelState) : undefined;
}
