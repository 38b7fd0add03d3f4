import { dirname } from 'node:path';
import { type ComparedSource, compareSources, differs } from '../core/simulator/studies/comparison.ts';
import { sourceIn } from '../host/git/compare.ts';
import { openRevision, type Revision } from '../host/git/revision.ts';
import { type RecordingTree, recordingTree } from '../host/recording-tree.ts';
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
  const here = nameOf({ ...workspace, base: revision.folder }, absolute);
  const { path, walker } =
    options.againstWalker === undefined ? { path: here, walker: entry.name } : splitTarget(options.againstWalker);
  const named = { file: path, function: walker, inTree: workspace.inTree };
  const source = sourceIn(revision, named, environment, asked);
  if (source !== undefined) return source;
  throw new CannotRun(
    `${path}: not in ${revision.name}; if it had another name there, say --against-walker FILE:FUNCTION`,
  );
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
