import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { Interruption } from '../core/simulator/scenario.ts';
import { systemCallNames } from '../core/simulator/system-calls/table.ts';
import type { CheckOptions } from './check.ts';
import { severities } from './check-result.ts';
import { CannotRun, defectText, type ExitCode, exitCodes } from './exit.ts';
import type { SimulateOptions } from './simulate.ts';
import { entriesOfSize } from './size.ts';
import type { Terminal } from './terminal.ts';

type Finish = (code: ExitCode) => void;

const exitCodeHelp = `
Exit code: 0 clean, 1 findings, 2 could not run or could not check everything.`;

function wholeNumber(least: number) {
  return (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least)
      throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
    return number;
  };
}

/** Collects `NAME=VALUE` of an option that may be given several times. */
function pair<Value>(read: (text: string) => Value | undefined, form: string) {
  return (text: string, known: Readonly<Record<string, Value>> = {}): Record<string, Value> => {
    const equals = text.indexOf('=');
    const value = equals > 0 ? read(text.slice(equals + 1)) : undefined;
    if (value === undefined) throw new InvalidArgumentError(`It must have the form ${form}.`);
    return { ...known, [text.slice(0, equals)]: value };
  };
}

/** Collects `PLACE[@TIMES][:WORK,WORK]` of an option that may be given several times. */
function interruption(kind: Interruption['kind']) {
  return (text: string, known: readonly unknown[] = []): readonly unknown[] => {
    const parts = /^(?:(\d+)|(\w+))(?:@(\d+|every))?(?::(.+))?$/.exec(text);
    if (parts === null) throw new InvalidArgumentError('It must have the form LINE[@N][:WORK] or FUNCTION[@N][:WORK].');
    const [, line, name, occurrence, work] = parts;
    const given = {
      kind,
      ...(line === undefined ? { function: name } : { line: Number(line) }),
      ...(occurrence === undefined ? {} : { occurrence: occurrence === 'every' ? 0 : Number(occurrence) }),
      ...(work === undefined ? {} : { work: work.split(',') }),
    };
    return [...known, given];
  };
}

/** One number, or several that are answered in turn. */
function readAnswers(text: string): number | readonly number[] | undefined {
  const numbers = text.split(',');
  if (!numbers.every((number) => /^-?\d+$/.test(number))) return undefined;
  return numbers.length === 1 ? Number(text) : numbers.map(Number);
}

const switches: Readonly<Record<string, boolean>> = { y: true, n: false };

function addCheck(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('check')
    .description('Report what breaks the contract of lazy MMU mode.')
    .argument('[paths...]', 'files and folders; the whole kernel tree when there are none')
    .option('--tree <dir>', 'root of the kernel tree; found upwards from the paths when absent')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'json', 'sarif', 'github']).default('text'),
    )
    .addOption(
      new Option(
        '--severity <severity>',
        'least severity to report (text, github: information; json, sarif: hint)',
      ).choices(severities),
    )
    .option('--hints', 'report hints too, such as range-available; the same as --severity hint')
    .option('--baseline <file>', 'leave out the findings that this file holds')
    .option('--write-baseline <file>', 'write all findings to this file, for --baseline')
    .option('--as <file>', 'check the one file named, or - for standard input, as if it were this file of the tree')
    .addHelpText(
      'after',
      `${exitCodeHelp}
Hints propose something for code that is right: they never make the exit code 1, and text leaves them out unless asked.

Examples:
  lazy-mmu check                              the tree around the working directory
  lazy-mmu check mm fs/proc/task_mmu.c        a folder and a file
  lazy-mmu check --tree ~/linux --format json
  lazy-mmu check --write-baseline known.json  what is known now, for --baseline known.json
  lazy-mmu check --as mm/vmalloc.c edited.c   a file in the place of one of the tree
  vim -q <(lazy-mmu check mm)                 findings as a quickfix list`,
    )
    .action(async (paths: string[], options: CheckOptions) => {
      const { check } = await import('./check.ts');
      finish(await check(paths, options, terminal));
    });
}

/** `--all` runs each walker as written and in the situation that its preset stands for. */
function refuseWithAll(words: readonly string[], options: SimulateOptions): void {
  const { compare, against, sweep, locks, preset, argument } = options;
  const given = Object.entries({
    '--compare': compare,
    '--against': against,
    '--sweep': sweep,
    '--locks': locks,
    '--preset': preset,
    '--argument': argument,
  });
  const excess = words.find(isWalker) ?? given.find(([, value]) => Boolean(value))?.[0];
  if (excess) throw new CannotRun(`${excess}: --all takes every walker as it is written; leave this out`);
}

/** A word without the path and colon that a walker has. */
function isSystemCall(target: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(target);
}

/** A system call is run as it is, from beginning to end. */
function refuseWithSystemCall(options: SimulateOptions): void {
  const { against, sweep, locks, preset, softwareCost, fullmm, interrupt, preempt } = options;
  const given = Object.entries({
    '--against': against,
    '--sweep': sweep,
    '--locks': locks,
    '--preset': preset,
    '--software-cost': softwareCost,
    '--fullmm': fullmm,
    '--interrupt': interrupt,
    '--preempt': preempt,
  });
  const excess = given.find(([, value]) => Boolean(value));
  if (excess) throw new CannotRun(`${excess[0]}: a system call is run whole; leave this out, or name a walker`);
}

/** Studies of one walker print each their own result. */
function refuseTwoStudies({ against, sweep, locks }: SimulateOptions): void {
  const given = Object.entries({ '--against': against, '--sweep': sweep, '--locks': locks });
  const [first, second] = given.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (second !== undefined) throw new CannotRun(`${first} and ${second}: say one of them at a time`);
}

/** A walker is known by its colon, a tree by being a path: no name of a machine or revision looks like either. */
const isWalker = (word: string): boolean => word.includes(':');
const isPath = (word: string): boolean => isWalker(word) || /^[.~]|[/\\]/.test(word);

/** What stands for no option, or was swallowed by one that takes words. */
function findTargets(
  targets: readonly string[],
  options: SimulateOptions,
): { words: string[]; chosen: SimulateOptions } {
  const { machine, against } = options;
  const swallowed = machine?.filter(isPath) ?? [];
  const behind = typeof against === 'string' && targets.length === 0 && isWalker(against);
  const chosen = {
    ...options,
    machine: machine?.filter((word) => !isPath(word)),
    ...(behind ? { against: true as const } : {}),
  };
  return { words: [...targets, ...swallowed, ...(behind ? [against] : [])], chosen };
}

function addSimulate(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('simulate')
    .description("Run a walker's own C, or that of a whole system call, on simulated machines and count what it costs.")
    .argument(
      '[target...]',
      'the walker, such as mm/mprotect.c:change_pte_range, or a system call, such as munmap; with --all kernel trees',
    )
    .option('--all', 'every walker of the trees, as written, in one table')
    .option('--tree <dir>', 'root of the kernel tree; found upwards from the file when absent')
    .option('--machine <names...>', "machines to run on, or 'all'; the usual five when absent")
    .option('--compare', 'also run it without lazy mode, and with the range call')
    .option('--against [revision]', 'compare with the walker as it was in a revision of git (HEAD)')
    .option('--against-walker <file:function>', 'the walker in that revision, where it had another name')
    .option('--sweep <axis=from..to>', 'how the cost grows with entries, holes, folio-order or cpus')
    .option('--locks <cpus>', 'what one lock around its sections costs when so many CPUs run it', wholeNumber(1))
    .option(
      '--cost <name=ns>',
      'nanoseconds of an event or of other work, for --locks',
      pair((text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined), 'NAME=NANOSECONDS'),
    )
    .option(
      '--software-cost [cpus]',
      'also the calls of batch code, and its memory for a number of CPUs (512)',
      wholeNumber(1),
    )
    .option('--json', 'print the whole report as JSON')
    .option('--preset <name>', 'situation to run in, such as mprotect; chosen from the walker when absent')
    .option('--scenario <file>', 'JSON file with a scenario, see schemas/scenario.schema.json')
    .option('--entries <n>', 'entries the walker is given', wholeNumber(1))
    .addOption(
      new Option('--size <size>', 'the same as memory that they map: 512KiB, 1GiB, 128TiB')
        .argParser(entriesOfSize)
        .conflicts('entries'),
    )
    .option('--every-table', 'walk also those page tables that are like one before, instead of counting them again')
    .option('--start <n>', 'index of the first of them in the page table', wholeNumber(0))
    .option('--pattern <name>', 'what the entries hold before, such as all_present or alternating')
    .option('--folio-order <n>', 'present entries map folios of 2^n pages', wholeNumber(0))
    .option('--cpus <n>', 'CPUs that run the process', wholeNumber(1))
    .option('--mask-cpus <n>', 'CPUs that may hold its TLB entries; as many as --cpus when absent', wholeNumber(1))
    .option('--fullmm', 'the whole address space is torn down')
    .option('--destination-start <n>', 'mremap: index of the first entry at the destination', wholeNumber(0))
    .option('--other-pages <n>', 'fork: pages that the process has written to besides those', wholeNumber(0))
    .option(
      '--argument <name=C>',
      'C expression for a parameter of the walker',
      pair((text) => text, 'NAME=EXPRESSION'),
    )
    .option(
      '--assume <name=n,...>',
      'what a function without body returns, or in place of a model; a list is answered in turn',
      pair(readAnswers, 'FUNCTION=NUMBER or FUNCTION=NUMBER,NUMBER…'),
    )
    .option(
      '--config <name=y|n>',
      "a CONFIG_ option over the machine's own",
      pair((text) => switches[text], 'CONFIG_NAME=y'),
    )
    .option(
      '--option <name=value>',
      "a choice about the machine's hardware or kernel, such as tlbRange=n",
      pair((text) => switches[text] ?? (text === '' ? undefined : text), 'NAME=VALUE'),
    )
    .option(
      '--limit <name=n>',
      'what a run may use: seconds, steps (statements), depth (calls within each other), memory (MiB)',
      pair((text) => (/^\d+$/.test(text) ? Number(text) : undefined), 'NAME=NUMBER'),
    )
    .option(
      '--interrupt <place[:work]>',
      'an interrupt at a line, or before calls of a function, such as 130:read-entry or set_pte_at@5',
      interruption('interrupt'),
    )
    .option(
      '--preempt <place[:work]>',
      'another task that takes the CPU there, as soon as it may',
      interruption('preemption'),
    )
    .addHelpText(
      'after',
      `
A scenario is the preset, over it the file, over it the options. Exit code: 0 done, 1 some walkers of --all
could not be run, or counts differ from those of --against, 2 could not run.

Examples:
  lazy-mmu simulate mm/mprotect.c:change_pte_range --preset mprotect --compare
  lazy-mmu simulate mm/memory.c:zap_pte_range --machine s390 xen-pv --entries 64 --cpus 1
  lazy-mmu simulate mm/mprotect.c:change_pte_range --machine all --size 1TiB
  lazy-mmu simulate mm/mremap.c:move_ptes --scenario mremap.json --json
  lazy-mmu simulate mm/mprotect.c:change_pte_range --against v6.12 --machine all
  lazy-mmu simulate mm/mprotect.c:change_pte_range --compare --sweep entries=1..4096
  lazy-mmu simulate mm/vmalloc.c:vmap_pages_pte_range --machine arm64 --locks 64
  lazy-mmu simulate munmap --entries 1024 --cpus 1 --machine s390 arm64
  lazy-mmu simulate --all ~/linux --machine all   every walker of a tree, on every machine

System calls: ${systemCallNames.join(', ')}.`,
    )
    .action(async (targets: string[], options: SimulateOptions) => {
      const { words, chosen } = findTargets(targets, options);
      refuseTwoStudies(options);
      if (options.all) {
        refuseWithAll(words, options);
        const { simulateAll } = await import('./simulate-all.ts');
        return finish(await simulateAll(words, chosen, terminal));
      }
      const [walker = '', second] = words;
      if (second !== undefined)
        throw new CannotRun(`${second}: one walker at a time, or every one of a tree with --all`);
      if (isSystemCall(walker)) {
        refuseWithSystemCall(options);
        const { simulateCall } = await import('./simulate-call.ts');
        return finish(await simulateCall(walker, chosen, terminal));
      }
      if (options.against !== undefined) {
        const { simulateAgainst } = await import('./simulate-against.ts');
        return finish(await simulateAgainst(walker, chosen, terminal));
      }
      if (options.sweep !== undefined) {
        const { simulateSweep } = await import('./simulate-sweep.ts');
        return finish(await simulateSweep(walker, options.sweep, chosen, terminal));
      }
      if (options.locks !== undefined) {
        const { simulateLocks } = await import('./simulate-locks.ts');
        return finish(await simulateLocks(walker, options.locks, chosen, terminal));
      }
      const { simulateWalker } = await import('./simulate.ts');
      finish(await simulateWalker(walker, chosen, terminal));
    });
}

function addExplain(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('explain')
    .description('Say what a rule asks for and why, with a bad and a good example.')
    .argument('[rule]', 'slug of the rule, such as return-in-section; all rules are listed when absent')
    .action(async (rule: string | undefined) => {
      const { explain } = await import('./explain.ts');
      explain(rule, terminal);
      finish(exitCodes.clean);
    });
}

function addServer(program: Command, finish: Finish): void {
  program
    .command('server')
    .description('Serve the language server protocol, for Neovim, Emacs, Helix and other editors.')
    .requiredOption('--stdio', 'speak over standard input and output')
    .action(async () => {
      await import('../lsp/main.ts');
      finish(exitCodes.clean);
    });
}

function build(terminal: Terminal, finish: Finish): Command {
  const program = new Command('lazy-mmu')
    .description('Checks and simulates lazy MMU mode in Linux kernel C.')
    .version(packageJson.version, '--version', 'print the version')
    .helpCommand(false)
    .addHelpText(
      'after',
      `${exitCodeHelp}

Examples:
  lazy-mmu check mm
  lazy-mmu simulate mm/mprotect.c:change_pte_range --preset mprotect --compare
  lazy-mmu explain return-in-section`,
    );
  addCheck(program, terminal, finish);
  addSimulate(program, terminal, finish);
  addExplain(program, terminal, finish);
  addServer(program, finish);
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({
      outputError: (text) =>
        terminal.say(
          text
            .trimEnd()
            .replace(/^error: /, 'lazy-mmu: ')
            .replaceAll('\n(', ' ('),
        ),
    });
  return program;
}

/** Runs one command line. Every failure becomes a line on standard error and exit code 2; a defect shows its stack with LAZY_MMU_DEBUG=1. */
export async function run(words: readonly string[], terminal: Terminal, finish: Finish): Promise<void> {
  try {
    await build(terminal, finish).parseAsync(words, { from: 'user' });
  } catch (error) {
    terminal.progress(undefined);
    if (error instanceof CommanderError) {
      finish(error.exitCode === 0 ? exitCodes.clean : exitCodes.couldNotRun);
      return;
    }
    const text = error instanceof CannotRun ? error.message : defectText(error);
    for (const line of text.split('\n')) terminal.say(`lazy-mmu: ${line}`);
    finish(exitCodes.couldNotRun);
  }
}
