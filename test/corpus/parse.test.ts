import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallExpression } from '../../server/core/syntax/ast.ts';
import type { FunctionEntry, SourceFile } from '../../server/core/syntax/source-file.ts';
import { loadKernelParser } from '../../server/host/parser.ts';
import { describeKernel } from '../support/kernels.ts';
import { knownCallers } from './known-callers.ts';
import { findLazyCallers, lazyCall, sources } from './lazy-callers.ts';

const parser = await loadKernelParser();

/** Headers whose types and inlines a walker's run reaches. */
const reachedHeaders = [
  ...['mm.h', 'mm_types.h', 'mm_inline.h', 'pgtable.h', 'huge_mm.h', 'rmap.h', 'page-flags.h', 'vmstat.h', 'swap.h'],
  ...['swapops.h', 'leafops.h', 'userfaultfd_k.h', 'mmzone.h', 'hugetlb.h', 'page_ref.h', 'memremap.h', 'pagemap.h'],
].map((name) => `include/linux/${name}`);
const otherReached = [
  ...['mm/internal.h', 'mm/swap.h', 'include/asm-generic/tlb.h', 'include/asm-generic/pgtable_uffd.h'],
  ...['include/linux/vm_event_item.h', 'include/linux/mmu_notifier.h', 'include/linux/list.h', 'include/linux/sched.h'],
  ...['s390', 'arm64', 'x86', 'powerpc'].map((machine) => `arch/${machine}/include/asm/pgtable.h`),
  ...['arch/x86/include/asm/paravirt.h', 'arch/x86/include/asm/tlbflush.h', 'arch/arm64/include/asm/tlbflush.h'],
  ...['arch/powerpc/include/asm/book3s/64/pgtable.h', 'arch/powerpc/include/asm/book3s/64/tlbflush-hash.h'],
  ...['arch/sparc/include/asm/pgtable_64.h', 'arch/s390/include/asm/tlb.h', 'arch/s390/include/asm/tlbflush.h'],
];

/** Groups of files, with the least share of their functions that must be readable. */
const groups = [
  { title: 'mm and fs/proc', files: /^(?:mm|fs\/proc)\/[^/]+\.[ch]$/, floor: 1 },
  { title: 'include/linux and include/asm-generic', files: /^include\/(?:linux|asm-generic)\/[^/]+\.h$/, floor: 0.999 },
  {
    title: 'the page-table code of architectures',
    files: /^arch\/(?:s390|arm64|x86|powerpc|sparc)\/(?:mm|xen)\/.*\.c$/,
    floor: 0.997,
  },
  {
    title: 'the headers of architectures',
    files: /^arch\/(?:s390|arm64|x86|powerpc|sparc)\/include\/asm\/.*\.h$/,
    floor: 0.997,
  },
] as const;

function read(tree: string, file: string): SourceFile {
  return parser.parse(file, readFileSync(join(tree, file), 'utf8'));
}

/** The calls in lowered C, wherever they stand. */
function callsIn(value: unknown): CallExpression[] {
  if (Array.isArray(value)) return value.flatMap(callsIn);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(callsIn);
  return 'kind' in value && value.kind === 'call' ? [value as CallExpression, ...inner] : inner;
}

function callsLazyApi(entry: FunctionEntry): boolean {
  if (!lazyCall.test(entry.text)) return false;
  return callsIn(entry.definition()).some(({ callee }) => callee.kind === 'name' && lazyCall.test(`${callee.name}(`));
}

/** Unknown expressions that are no assembly: something there was not understood. */
function unknownsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(unknownsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('kind' in value && (value.kind === 'unknown' || value.kind === 'unknown-statement')) {
    const reason = 'reason' in value ? String(value.reason) : '';
    return reason.startsWith('inline assembly') ? [] : [reason];
  }
  return Object.values(value).flatMap(unknownsIn);
}

function placeOf(file: SourceFile, entry: FunctionEntry): string {
  const [problem] = entry.problems;
  return `${file.path}:${file.lines.lineOf(problem?.start ?? entry.start)}: ${entry.name}: ${problem?.reason ?? ''}`;
}

for (const version of ['6.12', '7.2', '7.3']) {
  describeKernel(version, 'reading its C', (directory) => {
    it('finds every function with a lazy MMU call, and reads each without a problem', () => {
      const expected = findLazyCallers(directory());
      const files = [...new Set(expected.map(({ file }) => file))];
      const found: string[] = [];
      const troubled: string[] = [];
      for (const path of files) {
        const file = read(directory(), path);
        for (const entry of file.functions.filter(callsLazyApi)) {
          found.push(`${path}:${entry.name}`);
          if (entry.problems.length > 0) troubled.push(placeOf(file, entry));
          troubled.push(...unknownsIn(entry.definition()).map((reason) => `${path}: ${entry.name}: ${reason}`));
        }
      }
      console.log(
        `      ${found.length} functions in ${files.length} files:\n        ${found.sort().join('\n        ')}`,
      );
      assert.deepEqual(found, expected.map((each) => `${each.file}:${each.function}`).sort());
      assert.deepEqual(troubled, []);
      const known = knownCallers(version);
      assert.deepEqual(
        known.filter((each) => !found.includes(each)),
        [],
      );
      assert.ok(known.length >= 20);
    });

    it('reads the headers that a walker reaches: functions, types and declarations', () => {
      const paths = [...reachedHeaders, ...otherReached].filter((path) => existsSync(join(directory(), path)));
      assert.ok(paths.length >= 30, paths.join(' '));
      const troubled = paths.flatMap((path) => {
        const file = read(directory(), path);
        return [
          ...file.functions.filter((entry) => entry.problems.length > 0).map((entry) => placeOf(file, entry)),
          ...file.declarationProblems().map(({ start, reason }) => `${path}:${file.lines.lineOf(start)}: ${reason}`),
        ];
      });
      assert.deepEqual(troubled, []);
    });

    for (const { title, files, floor } of groups) {
      it(`reads at least ${floor * 100} % of the functions in ${title}`, () => {
        const paths = sources(directory()).filter((path) => files.test(path));
        let functions = 0;
        const troubled: string[] = [];
        for (const path of paths) {
          const file = read(directory(), path);
          functions += file.functions.length;
          troubled.push(
            ...file.functions.filter((entry) => entry.problems.length > 0).map((entry) => placeOf(file, entry)),
          );
        }
        const share = 1 - troubled.length / functions;
        console.log(`      ${(share * 100).toFixed(2)} % of ${functions} functions in ${paths.length} files`);
        assert.ok(functions > 1000);
        assert.ok(share >= floor, troubled.join('\n'));
      });
    }
  });
}
