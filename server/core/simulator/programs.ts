import type { SourceTree } from '../source-tree.ts';
import type { Configuration, KernelParser, SourceFile } from '../syntax/source-file.ts';
import type { Machine } from './arch/machines.ts';
import type { MachineName } from './arch/names.ts';
import type { PageGeometry } from './arch/page-geometry.ts';
import { referenceRows } from './arch/reference-rows.ts';
import { Program } from './interpreter/program.ts';
import { intrinsicsOf } from './machine/intrinsics.ts';
import { always, type Primitive, type World } from './machine/world.ts';
import { definesOf, gatherHeader, headers, machineMacros, scalarTypes } from './models/configuration.ts';
import { macros } from './models/macros.ts';
import { givingWay, modelIntrinsics, modelRows } from './models/models.ts';
import { gatherRecord, records } from './models/records.ts';
import { standalone } from './models/standalone.ts';
import { SourceLines } from './source-lines.ts';

/** Where a walker's C and that of its helpers come from. */
export interface SourceEnvironment {
  readonly parser: KernelParser;
  readonly tree?: SourceTree;
}

/** A walker's file made ready for one machine. */
export interface MachineProgram {
  readonly file: SourceFile;
  readonly program: Program<World>;
  readonly rows: ReadonlyMap<string, Primitive>;
  /** The texts that the program was made of. */
  readonly sources: SourceLines;
  /** Its runs keep account of the calls that lead to a place. */
  readonly traced: boolean;
}

/** Compiled programs that are kept: a request for all machines in all variants needs about half of them. */
const programLimit = 24;

interface Kept extends MachineProgram {
  readonly path: string;
  readonly text: string;
  readonly machine: MachineName;
  readonly geometry: PageGeometry;
  readonly config: string;
  readonly tree: SourceTree | undefined;
  readonly headerTexts: readonly (string | undefined)[];
}

/** Most recently used last. */
const kept = new WeakMap<KernelParser, Kept[]>();

/** What else is made part of a program. */
export interface ProgramChoices {
  /** Other files of the tree that its functions may be in. */
  readonly alsoIn?: readonly string[];
  /** The program knows by which calls it came to a place. */
  readonly traced?: boolean;
  /** Lines of its text that a run is told of when it reaches them. */
  readonly watchedLines?: readonly number[];
  /** Functions that a scenario answers for or interrupts: models stand in for them even where the tree has a body. */
  readonly standIns?: readonly string[];
  /** The program is of a whole system call: it is compared with kernels, and not with walkers that were compiled alone. */
  readonly wholeCall?: boolean;
}

/**
 * The program of a text on a machine: compiled once, then shared by all runs, until the text, the machine's configuration or
 * a header of the tree changes.
 */
export function programFor(
  { parser, tree }: SourceEnvironment,
  path: string,
  text: string,
  machine: Machine,
  config: Readonly<Record<string, boolean>>,
  choices: ProgramChoices = {},
): MachineProgram {
  const { alsoIn = [], traced = false, watchedLines = [], wholeCall = false } = choices;
  const standIns = (choices.standIns ?? []).filter((name) => givingWay.has(name)).sort();
  const programs = kept.get(parser) ?? [];
  kept.set(parser, programs);
  const options = JSON.stringify([config, alsoIn, traced, watchedLines, standIns, wholeCall]);
  const searched = [...(machine.headers ?? []), ...headers, ...alsoIn];
  const headerTexts = searched.map((path) => tree?.read(path));
  const at = programs.findIndex(
    (each) =>
      !each.program.abandoned &&
      each.machine === machine.name &&
      each.geometry === machine.geometry &&
      each.config === options &&
      each.path === path &&
      each.text === text &&
      each.tree === tree &&
      each.headerTexts.every((header, index) => header === headerTexts[index]),
  );
  if (at >= 0) {
    const [known] = programs.splice(at, 1);
    programs.push(known);
    return known;
  }
  const configuration = { name: machine.name, defines: definesOf(machine, config) };
  const file = parser.parse(path, text, configuration);
  const program = compile({ parser, tree }, file, machine, configuration, searched, {
    traced,
    watchedLines,
    standIns,
    wholeCall,
  });
  const rows = new Map([...modelRows, ...rowsOf(machine, wholeCall)].map((row) => [row.name, row]));
  const sources = new SourceLines((name) => (name === path ? text : tree?.read(name)));
  const made: Kept = {
    path,
    text,
    machine: machine.name,
    geometry: machine.geometry,
    config: options,
    file,
    program,
    rows,
    sources,
    traced,
    tree,
    headerTexts,
  };
  programs.push(made);
  for (const each of programs.splice(0, Math.max(0, programs.length - programLimit))) each.file.dispose();
  return made;
}

function rowsOf(machine: Machine, wholeCall: boolean): readonly Primitive[] {
  const reference = wholeCall ? [] : (referenceRows[machine.name] ?? []);
  return [...always('primitive', machine.rows), ...always('reference', reference)];
}

function compile(
  { parser, tree }: SourceEnvironment,
  file: SourceFile,
  machine: Machine,
  configuration: Configuration,
  searched: readonly string[],
  { traced, watchedLines, standIns, wholeCall }: Required<Omit<ProgramChoices, 'alsoIn'>>,
): Program<World> {
  const gather = tree?.read(gatherHeader) === undefined ? gatherRecord : '';
  const own = records + gather + macros + (tree === undefined ? standalone : '');
  return new Program({
    parser,
    file,
    tree,
    configuration,
    headers: searched,
    intrinsics: [...modelIntrinsics, ...intrinsicsOf(rowsOf(machine, wholeCall), true)],
    standIns: new Set(standIns),
    constants: new Map(),
    scalars: scalarTypes,
    declarations: machineMacros(machine) + own,
    traced,
    ...(watchedLines.length === 0 ? {} : { watchedLines: new Set(watchedLines) }),
  });
}
