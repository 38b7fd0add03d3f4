import { type Command, Option } from 'commander';
import { variants } from '../core/simulator/scenario-input.ts';
import { systemCallNames } from '../core/simulator/system-calls/table.ts';
import { inlineRows } from '../host/inlining.ts';
import { CannotRun, type ExitCode } from './exit.ts';
import { interruption, pair, readAnswers, switches, wholeNumber } from './option-values.ts';
import type { SimulateOptions } from './simulate.ts';
import { refuseTwoStudies, refuseWithAll, refuseWithSystemCall } from './simulate-conflicts.ts';
import { readSize } from './size.ts';
import type { Terminal } from './terminal.ts';

/** A word without the path and colon that a walker has. */
function isSystemCall(target: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(target);
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

export function addSimulate(program: Command, terminal: Terminal, finish: (code: ExitCode) => void): void {
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
    .addOption(
      new Option('--replay <variant>', 'what happens step by step when it is run so on one machine').choices(variants),
    )
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
      new Option(
        '--size <size>',
        'the same as memory that they map: 512KiB, 1GiB, 128TiB; in pages of 4K, or of --option pageSize',
      )
        .argParser(readSize)
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
  lazy-mmu simulate mm/mprotect.c:change_pte_range --machine xen-pv --replay as-written --entries 40
  lazy-mmu simulate munmap --entries 1024 --cpus 1 --machine s390 arm64
  lazy-mmu simulate --all ~/linux --machine all   every walker of a tree, on every machine

System calls: ${systemCallNames.join(', ')}.`,
    )
    .action(async (targets: string[], options: SimulateOptions) => {
      inlineRows();
      const { words, chosen } = findTargets(targets, options);
      refuseTwoStudies(options);
      if (options.all) {
        refuseWithAll(words.find(isWalker), options);
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
      if (options.replay !== undefined) {
        const { simulateReplay } = await import('./simulate-replay.ts');
        return finish(await simulateReplay(walker, options.replay, chosen, terminal));
      }
      const { simulateWalker } = await import('./simulate.ts');
      finish(await simulateWalker(walker, chosen, terminal));
    });
}
