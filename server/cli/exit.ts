/** What the process says when it ends; grep and most linters use the same three. */
export const exitCodes = { clean: 0, findings: 1, couldNotRun: 2 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Why a command could not do its work, in words for the user: what is wrong, where, and what to do about it. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

/** The words for an error that nobody foresaw, and its stack where LAZY_MMU_DEBUG asks for it. */
export function defectText(error: unknown): string {
  if (process.env['LAZY_MMU_DEBUG'] && error instanceof Error && error.stack !== undefined) return error.stack;
  const message = error instanceof Error ? error.message : String(error);
  return `${message} (a defect of lazy-mmu; LAZY_MMU_DEBUG=1 shows where)`;
}
