import { allRules, ruleBySlug } from '../core/analyse.ts';
import { severityChoices } from '../core/rules/rule.ts';
import { limitProperties, type RunLimits } from '../core/simulator/limits.ts';
import { readProperties } from '../core/simulator/scenario-shape/read.ts';
import { SimulationError, suggestion } from '../core/simulator/simulation-error.ts';
import type { Settings } from './protocol.ts';

/** What package.json documents as the defaults. */
export const defaultSettings: Settings = {
  enable: 'auto',
  rules: {},
  rangeCallName: '',
  regions: { enabled: true },
  codeLens: { enabled: true },
  inlayHints: { enabled: false },
  lineCounts: { enabled: true },
  fixPreview: { enabled: true },
  maximumFileSize: 2048,
  simulation: { limits: {} },
};

/** Settings as they can be used, and what was wrong with those that the user wrote, in words with the remedy. */
export interface ReadSettings {
  readonly settings: Settings;
  readonly problems: readonly string[];
}

const slugs = allRules.map(({ slug }) => slug);
const starts = ['auto', 'always', 'never'] as const;

/** `trace` is the client library's own; it arrives with the section. */
const known = [...Object.keys(defaultSettings), 'trace'];

/**
 * Reads the `lazyMmu` section, which may hold anything. What is wrong is told and stands at its default; a section that
 * is not there is all defaults.
 */
export function readSettings(section: unknown): ReadSettings {
  const problems: string[] = [];
  if (section === null || section === undefined) return { settings: defaultSettings, problems };
  if (!isRecord(section))
    return {
      settings: defaultSettings,
      problems: [`lazyMmu is ${shown(section)}, but must be an object of settings.`],
    };

  for (const name of Object.keys(section))
    if (!known.includes(name)) problems.push(`lazyMmu.${name} is not a setting${ended(suggestion(name, known))}`);

  function read<Value>(holder: unknown, path: string, wanted: string, good: (value: unknown) => value is Value) {
    const name = path.slice(path.lastIndexOf('.') + 1);
    const value = isRecord(holder) ? holder[name] : undefined;
    if (value === undefined || value === null) return undefined;
    if (good(value)) return value;
    problems.push(`lazyMmu.${path} is ${shown(value)}, but must be ${wanted}.`);
    return undefined;
  }

  const chosen: Record<string, (typeof severityChoices)[number]> = {};
  const readRules = read(section, 'rules', 'an object of rule names and severities', isRecord) ?? {};
  for (const name of Object.keys(readRules)) {
    const rule = ruleBySlug(name);
    if (!rule) {
      const meant = suggestion(name, slugs);
      problems.push(`lazyMmu.rules names '${name}', which is not a rule${ended(meant)}`);
      continue;
    }
    const severity = read(readRules, `rules.${name}`, list(severityChoices), oneOf(severityChoices));
    if (severity !== undefined) chosen[rule.slug] = severity;
  }

  /** What is shown has one switch each. */
  function readSwitch(name: 'regions' | 'codeLens' | 'inlayHints' | 'lineCounts' | 'fixPreview'): {
    readonly enabled: boolean;
  } {
    const holder = read(section, name, 'an object', isRecord);
    const enabled = read(holder, `${name}.enabled`, 'true or false', isBoolean);
    return { enabled: enabled ?? defaultSettings[name].enabled };
  }

  const simulation = read(section, 'simulation', 'an object', isRecord);
  const defaults = defaultSettings;

  /** One limit that is wrong takes none of the others along. */
  function readLimits(): Partial<RunLimits> {
    const written = read(simulation, 'simulation.limits', 'an object of limits', isRecord) ?? {};
    return Object.fromEntries(
      Object.entries(written).flatMap(([name, value]) => {
        try {
          return Object.entries(readProperties(limitProperties, { [name]: value }));
        } catch (error) {
          if (!(error instanceof SimulationError)) throw error;
          problems.push(
            `lazyMmu.simulation.limits: ${error.message.replace(/^scenario: /, '')}${/\?$/.test(error.message) ? '' : '.'}`,
          );
          return [];
        }
      }),
    );
  }

  const settings: Settings = {
    enable: read(section, 'enable', list(starts), oneOf(starts)) ?? defaults.enable,
    rules: chosen,
    rangeCallName:
      read(section, 'rangeCallName', 'the name of a C function, or empty', isCallName) ?? defaults.rangeCallName,
    regions: readSwitch('regions'),
    codeLens: readSwitch('codeLens'),
    inlayHints: readSwitch('inlayHints'),
    lineCounts: readSwitch('lineCounts'),
    fixPreview: readSwitch('fixPreview'),
    simulation: { limits: readLimits() },
    maximumFileSize: read(section, 'maximumFileSize', 'a number of KiB above 0', isSize) ?? defaults.maximumFileSize,
  };
  return { settings, problems };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function isCallName(value: unknown): value is string {
  return typeof value === 'string' && /^([A-Za-z_]\w*)?$/.test(value);
}

function oneOf<const Value>(values: readonly Value[]): (value: unknown) => value is Value {
  return (value): value is Value => values.some((each) => each === value);
}

function list(values: readonly string[]): string {
  return `one of ${values.join(', ')}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? typeof value;
}

/** A sentence needs an end, which a suggestion brings along. */
function ended(suggestion: string): string {
  return suggestion === '' ? '.' : suggestion;
}
