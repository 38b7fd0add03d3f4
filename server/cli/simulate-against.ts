import { dirname } from 'node:path';
import { type ComparedSource, compareSources, differs } from '../core/simulator/studies/comparison.ts';
import { openRevision, type Revision } from '../host/git/revision.ts';
import { revisionTree } from '../host/git/revision-tree.ts';
import { type RecordingTree, recordingTree } from '../host/recording-tree.ts';
import { emptyTree } from '../host/source-tree.ts';
import { CannotRun, type ExitCode, exitCodes } from './exit.ts';
import { comparisonJson } from './format/comparison-json.ts';
import { comparisonText } from './format/comparison-text.ts';
import { runStudy } from './run-study.ts';
import type { SimulateOptions } from './simulate.ts';
import { type SimulationTarget, splitTarget } from './simulation-target.ts';
import type { Terminal } from './terminal.ts';
import { nameOf } from './workspace.ts';

/** What `--against` means without a revision. */
const defaultRevision = 'HEAD';

/** The walker as it was in the revision, where the options say that it was. */
function sourceBefore(
  revision: Revision,
  { workspace, absolute, entry, environment }: SimulationTarget,
  asked: RecordingTree,
  options: SimulateOptions,
): ComparedSource {
  const tree = revisionTree(revision, asked);
  const here = nameOf({ ...workspace, base: revision.folder }, absolute);
  const { path, walker } =
    options.againstWalker === undefined ? { path: here, walker: entry.name } : splitTarget(options.againstWalker);
  const text = tree.read(path);
  if (text === undefined)
    throw new CannotRun(
      `${path}: not in ${revision.name}; if it had another name there, say --against-walker FILE:FUNCTION`,
    );
  return {
    label: revision.name,
    file: path,
    function: walker,
    environment: { parser: environment.parser, text, tree: workspace.inTree ? tree : emptyTree },
  };
}

/**
 * Simulates a walker as it is and as it was in a revision, and prints what has changed. As with diff, the exit code is 0
 * when no count differs and 1 when one does.
 */
export function simulateAgainst(walker: string, options: SimulateOptions, terminal: Terminal): Promise<ExitCode> {
  return runStudy(walker, options, terminal, ({ target, request, control }) => {
    const { workspace, absolute, environment } = target;
    const folder = workspace.inTree ? workspace.base : dirname(absolute);
    const revision = openRevision(folder, typeof options.against === 'string' ? options.against : defaultRevision);
    const asked = recordingTree(environment.tree);
    const after: ComparedSource = {
      label: 'working tree',
      file: request.file,
      function: request.function,
      environment: { ...environment, tree: asked },
    };
    const comparison = compareSources(request, sourceBefore(revision, target, asked, options), after, control);
    const { commit } = revision;
    return {
      text: options.json ? comparisonJson(comparison, commit) : comparisonText(comparison, commit, terminal),
      failures: comparison.failures.map((each) => ({ ...each, note: comparison[each.side].label })),
      exitCode: differs(comparison) ? exitCodes.findings : exitCodes.clean,
    };
  });
}
