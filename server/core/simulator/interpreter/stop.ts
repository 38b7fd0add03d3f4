export type StopKind =
  | 'fault'
  | 'bug'
  | 'limit'
  | 'cancelled'
  | 'unsupported'
  | 'syntax'
  | 'unknown-function'
  | 'unknown-type'
  | 'macro';

/** The end of a run that could not be finished: why, where in the C text, and what to do about it. */
export class ExecutionStop extends Error {
  readonly kind: StopKind;
  /** One sentence without the place; ends with the remedy where there is one. */
  readonly reason: string;
  readonly file: string;
  /** From 1; 0 when the run stopped outside any C text. */
  readonly line: number;

  constructor(kind: StopKind, reason: string, file: string, line: number) {
    super(line > 0 ? `${file}:${line}: ${reason}` : reason);
    this.name = 'ExecutionStop';
    this.kind = kind;
    this.reason = reason;
    this.file = file;
    this.line = line;
  }
}
