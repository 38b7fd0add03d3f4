import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { analyseFile, findingsIn } from '../../server/core/analyse.ts';
import type { KernelParser } from '../../server/core/syntax/source-file.ts';
import { searchLines } from './line-regex.ts';

export interface Warning {
  /** Name of the file, without its folder. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface Tool {
  readonly name: string;
  /** As a reader types it, for the files of a folder. */
  readonly command: string;
  /** First line of what it says of its version; undefined when it is not installed. */
  readonly version: () => string | undefined;
  readonly check: (files: readonly string[]) => readonly Warning[];
}

const script = resolve(import.meta.dirname, 'lazy-mmu.cocci');

export function toolsOf(parser: KernelParser): readonly Tool[] {
  return [
    {
      name: 'Lazy MMU Lens',
      command: 'lazy-mmu check FILE',
      version: () => 'this version',
      check: (files) => files.flatMap((file) => ours(parser, file)),
    },
    program('Coccinelle, our script', 'spatch', ['--very-quiet', '-D', 'report', '--sp-file', script]),
    program('sparse', 'sparse', ['-Wcontext', '-Wno-decl']),
    program('clang analyzer', 'clang-14', [
      '--analyze',
      '--analyzer-output',
      'text',
      '-Wno-everything',
      '-Xclang',
      '-analyzer-checker=core,unix,deadcode,alpha.unix.PthreadLock,alpha.core',
    ]),
    program('cppcheck', 'cppcheck', ['--quiet', '--enable=warning,style,portability', '--inconclusive']),
    {
      name: 'line regex',
      command: 'test/comparison/line-regex.ts',
      version: () => 'this version',
      check: (files) =>
        files.flatMap((file) =>
          searchLines(readFileSync(file, 'utf8')).map((each) => ({ file: basename(file), ...each })),
        ),
    },
  ];
}

function ours(parser: KernelParser, path: string): readonly Warning[] {
  const file = parser.parse(`mm/${basename(path)}`, readFileSync(path, 'utf8'));
  const dialect = { generation: 'nestable' } as const;
  return findingsIn(analyseFile(file, { dialect }))
    .filter(({ severity }) => severity !== 'hint')
    .map(({ range, message }) => ({ file: basename(path), line: file.lines.lineOf(range.start), message }));
}

/** A program that prints `file:line: …`, run file by file: none of them may look into another mutant. */
function program(name: string, command: string, options: readonly string[]): Tool {
  return {
    name,
    command: `${command} ${options.map((each) => (each === script ? 'test/comparison/lazy-mmu.cocci' : each)).join(' ')} FILE`,
    version: () => {
      const { stdout, error } = spawnSync(command, ['--version'], { encoding: 'utf8' });
      return error ? undefined : stdout.split('\n')[0];
    },
    check: (files) =>
      files.flatMap((file) => {
        const { stdout, stderr } = spawnSync(command, [...options, file], { encoding: 'utf8' });
        const warnings = `${stdout}\n${stderr}`.split('\n').flatMap((line): readonly Warning[] => {
          const told = /^([^\s:]+\.c):(\d+):(?:\d+:)? (.*)$/.exec(line);
          return told && !/\bnote: /.test(line)
            ? [{ file: basename(told[1]), line: Number(told[2]), message: told[3] }]
            : [];
        });
        const once = new Map(warnings.map((each) => [JSON.stringify(each), each]));
        return [...once.values()];
      }),
  };
}
