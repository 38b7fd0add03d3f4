import { type CancellationToken, RequestType } from 'vscode-languageserver';
import { kernelVersion } from '../core/kernel/kernel-version.ts';
import { choicesFor, presetFor, scenarioOf, type WalkerShape } from '../core/simulator/choices.ts';
import { readScenario } from '../core/simulator/scenario-input.ts';
import { scenarioProperties } from '../core/simulator/scenario-shape/properties.ts';
import { SimulationError } from '../core/simulator/simulation-error.ts';
import { readScenarioText } from '../host/scenario-text.ts';
import { Refusal } from './answer.ts';
import type { Context } from './context.ts';
import { messages, type SimulationChoices, type SimulationChoicesParams, type TreeWords } from './protocol.ts';
import type { DocumentTree } from './trees.ts';
import { findWalker } from './walker.ts';

export const simulationChoicesRequest = new RequestType<SimulationChoicesParams, SimulationChoices, void>(
  messages.simulationChoices,
);

/** Their tables hold functions as well, which the messages of a browser cannot carry, and JSON leaves out. */
const properties: SimulationChoices['properties'] = JSON.parse(JSON.stringify(scenarioProperties));

/**
 * Machines and scenarios for a function, which is likely to be simulated next. Fails with words for the user when there is
 * no such function, and with a line for each thing that is wrong with the scenario file.
 */
export async function simulationChoices(
  context: Context,
  params: SimulationChoicesParams,
  _token: CancellationToken,
): Promise<SimulationChoices> {
  const walker = await findWalker(context, params);
  if ('refused' in walker) throw new Refusal(walker.refused);
  context.simulations.warm();
  const { scenarioFile, scenarioText } = params;
  const shape = walker.definition();
  const tree = treeWords(context.session.document(params.uri)?.place.in);
  const common = { properties, ...(tree ? { tree } : {}) };
  if (scenarioFile === undefined || scenarioText === undefined) return { ...choicesFor(shape), ...common };
  return withFile(
    shape,
    common,
    decodeURIComponent(scenarioFile.slice(scenarioFile.lastIndexOf('/') + 1)),
    scenarioText,
  );
}

/** What a tree is, for those who read numbers that rest on it. */
function treeWords(tree: DocumentTree | undefined): TreeWords | undefined {
  const dialect = tree?.dialect();
  if (tree === undefined || dialect === undefined) return undefined;
  const kernel = kernelVersion(tree.tree);
  const nesting = dialect.generation === 'legacy' ? 'sections do not nest' : 'sections nest';
  const range = dialect.rangeName === undefined ? 'no range call' : `range call ${dialect.rangeName}()`;
  return { ...(kernel === undefined ? {} : { kernel }), api: `${nesting}, ${range}` };
}

/** The choices with the scenario of a file before the presets. */
function withFile(
  walker: WalkerShape,
  common: Pick<SimulationChoices, 'properties' | 'tree'>,
  name: string,
  text: string,
): SimulationChoices {
  const read = readScenarioText(name, text);
  if ('problems' in read) throw new Refusal(read.problems.join('\n'));
  const choices = { ...choicesFor(walker), ...common };
  try {
    const scenario = readScenario(read.scenario, scenarioOf(presetFor(walker, read.scenario.preset)));
    return { ...choices, presets: [{ name, title: name, scenario }, ...choices.presets], preset: name };
  } catch (error) {
    if (error instanceof SimulationError) throw new Refusal(`${name}: ${error.message}`);
    throw error;
  }
}
