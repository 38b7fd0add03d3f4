import { type MachineName, machineNames } from './arch/names.ts';
import { pageSizeOptions } from './arch/page-geometry.ts';
import type { Scenario, SimulationRequest, Variant } from './scenario.ts';
import { scenarioProperties } from './scenario-shape/properties.ts';
import { isRecord, readProperties } from './scenario-shape/read.ts';
import { SimulationError, suggestion } from './simulation-error.ts';

export const defaultScenario: Scenario = {
  entries: 256,
  start: 0,
  population: 'all_present',
  folioOrder: 0,
  attachedCpus: 2,
  maskCpus: 2,
  fullmm: false,
  arguments: {},
  assume: {},
  config: {},
  machine: {},
  interruptions: [],
};

export const variants: readonly Variant[] = ['as-written', 'no-lazy-mode', 'with-range'];

/**
 * A complete scenario from what a user wrote: properties left out are those of `base`. Throws a SimulationError that names
 * the property which is wrong.
 */
export function readScenario(value: unknown, base: Scenario = defaultScenario): Scenario {
  if (!isRecord(value)) throw new SimulationError('scenario: must be an object');
  const { $schema: _, ...properties } = value;
  const given = readProperties(scenarioProperties, properties);
  const scenario: Scenario = { ...base, ...given };
  const decided = Object.keys(scenario.config).find((name) => pageSizeOptions.has(name));
  if (decided !== undefined)
    throw new SimulationError(
      `scenario: "config.${decided}" follows from the page size: choose that with "machine.pageSize"`,
    );
  const outside = scenario.interruptions.findIndex(({ entry = 0 }) => entry >= scenario.entries);
  if (outside >= 0) {
    const { entry } = scenario.interruptions[outside];
    throw new SimulationError(
      `scenario: "interruptions[${outside}].entry" must be below "entries" (${scenario.entries}), not ${entry}`,
    );
  }
  // A CPU that has the address space loaded may hold TLB entries of it.
  if (given['attachedCpus'] !== undefined && given['maskCpus'] === undefined) {
    return { ...scenario, maskCpus: scenario.attachedCpus };
  }
  if (scenario.maskCpus >= scenario.attachedCpus) return scenario;
  const { attachedCpus, maskCpus } = scenario;
  throw new SimulationError(`scenario: "maskCpus" must be at least "attachedCpus" (${attachedCpus}), not ${maskCpus}`);
}

/** A complete and sensible request, or a SimulationError. */
export function readRequest(request: SimulationRequest): SimulationRequest {
  for (const name of request.machines) readMachineName(name);
  const unknown = request.variants.find((each) => !variants.includes(each));
  if (unknown !== undefined)
    throw new SimulationError(`unknown variant ${unknown}: choose from ${variants.join(', ')}`);
  if (request.machines.length === 0) throw new SimulationError(`no machine: choose from ${machineNames.join(', ')}`);
  return { ...request, scenario: readScenario(request.scenario) };
}

/** Throws a SimulationError when there is no machine of that name. */
export function readMachineName(name: string): MachineName {
  const known = machineNames.find((each) => each === name);
  if (known !== undefined) return known;
  const near = suggestion(name, machineNames);
  throw new SimulationError(`unknown machine ${name}${near || `: choose from ${machineNames.join(', ')}`}`);
}
