import { Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { CheckOptions } from './check.ts';
import { severities } from './check-result.ts';
import { CannotRun, defectText, type ExitCode, exitCodes } from './exit.ts';
import { addSimulate } from './simulate-command.ts';
import type { Terminal } from './terminal.ts';

type Finish = (code: ExitCode) => void;

const exitCodeHelp = `
Exit code: 0 clean, 1 findings, 2 could not run or could not check everything.`;

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
