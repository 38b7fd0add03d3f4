import type { TypeSyntax } from '../syntax/ast.ts';
import { machineOf } from './arch/machines.ts';
import { type MachineName, machineNames } from './arch/names.ts';
import { callbackPreset } from './presets/callbacks.ts';
import type { Preset } from './presets/preset.ts';
import { allPresets, kernelPreset, presetNames, presets, userPreset } from './presets/presets.ts';
import type { Scenario } from './scenario.ts';
import { defaultScenario } from './scenario-input.ts';
import { SimulationError, suggestion } from './simulation-error.ts';

/** What of a function's definition decides how it is set up. */
export interface WalkerShape {
  readonly name: string;
  readonly parameters: readonly { readonly name?: string; readonly type?: TypeSyntax }[];
}

/** Machines and scenarios that can be offered for a function. */
export interface Choices {
  readonly machines: readonly { readonly name: MachineName; readonly title: string; readonly hasLazyMode: boolean }[];
  readonly presets: readonly { readonly name: string; readonly title: string; readonly scenario: Scenario }[];
  /** Name of the preset that fits the function. */
  readonly preset: string;
}

/** Parameters that only a walker of a process's memory has. */
const processParameters = ['vma', 'mm', 'tlb', 'walk', 'src_vma', 'src_mm'];

/** include/linux/mm.h, pte_fn_t: (pte_t *pte, unsigned long addr, void *data). */
function isCallback({ parameters }: WalkerShape): boolean {
  const [entry, , data] = parameters.map(({ type }) => (type?.kind === 'pointer' ? type.target : undefined));
  return (
    parameters.length === 3 &&
    entry?.kind === 'named' &&
    entry.name === 'pte_t' &&
    data?.kind === 'named' &&
    data.name === 'void'
  );
}

/** Presets that suit a walker, the likeliest first; the last ones suit any. */
function fittingPresets(walker: WalkerShape): readonly Preset[] {
  const { name, parameters } = walker;
  const names = new Set(parameters.map((parameter) => parameter.name));
  const known = presets.filter(({ walkers }) => walkers.includes(name));
  const ofProcess = processParameters.some((parameter) => names.has(parameter));
  const alike = presets.filter(
    (each) =>
      each.parameters.length > 0 &&
      (each.space === 'user') === ofProcess &&
      each.parameters.every((parameter) => names.has(parameter)),
  );
  const general = ofProcess ? [userPreset, kernelPreset] : [kernelPreset, userPreset];
  const called = isCallback(walker) ? [callbackPreset] : [];
  return [...new Set([...known, ...called, ...alike, ...general])];
}

/** The scenario that a preset stands for. */
export function scenarioOf(preset: Preset): Scenario {
  return { ...defaultScenario, ...preset.scenario, preset: preset.name };
}

/** What a panel or command line offers for a function. */
export function choicesFor(walker: WalkerShape): Choices {
  const fitting = fittingPresets(walker);
  return {
    machines: machineNames.map((name) => {
      const { title, hasLazyMode } = machineOf(name);
      return { name, title, hasLazyMode };
    }),
    presets: fitting.map((preset) => ({ name: preset.name, title: preset.title, scenario: scenarioOf(preset) })),
    preset: fitting[0].name,
  };
}

/** The preset that a scenario names, or the one that fits. Throws a SimulationError for a name that is not known. */
export function presetFor(walker: WalkerShape, name: string | undefined): Preset {
  if (name === undefined) return fittingPresets(walker)[0];
  const named = allPresets.find((preset) => preset.name === name || preset.aliases?.includes(name));
  if (named !== undefined) return named;
  const names = presetNames.map((each) => each.name);
  throw new SimulationError(`unknown preset ${name}${suggestion(name, names) || `: choose from ${names.join(', ')}`}`);
}
