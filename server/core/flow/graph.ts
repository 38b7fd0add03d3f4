import type { CallExpression, Expression, ReturnStatement, Statement } from '../syntax/ast.ts';
import type { Range } from '../text.ts';
import type { AskedConstants } from './asked-constants.ts';

/** What evaluating an expression does, in the order in which it happens. */
export type Effect =
  | {
      readonly kind: 'assign';
      readonly name: string;
      /** Absent when the new value is not that of an expression: `+=`, `++`, a macro that assigns. */
      readonly value?: Expression;
      /** The expression that assigns; a call when a macro does. */
      readonly by: Expression;
    }
  | { readonly kind: 'call'; readonly call: CallExpression }
  /** Inline assembly or unreadable C: may have changed any variable. */
  | { readonly kind: 'unknown' };

export interface Edge {
  readonly target: number;
  /** Out of a branch: the truth of its condition. */
  readonly when?: boolean;
  /** Out of a switch: the value of the case; absent for the default. */
  readonly equals?: Expression;
}

export type NodeKind =
  | 'evaluate'
  /** Ends in two edges, taken by the truth of `expression`. */
  | 'branch'
  /** Ends in edges taken by the value of `expression`. */
  | 'switch'
  /** Ends in edges that may each be taken: an iterator macro. */
  | 'choice'
  /** A goto, break or continue. */
  | 'jump'
  | 'return'
  /** Falling off the end of the function. */
  | 'end'
  /** A call that does not return. */
  | 'stop'
  /** A label, or the head of a loop. */
  | 'join';

export interface FlowNode extends Range {
  readonly id: number;
  readonly kind: NodeKind;
  readonly expression?: Expression;
  /** The statement this node is, or is a part of. */
  readonly statement?: Statement | ReturnStatement;
  readonly effects: readonly Effect[];
  readonly edges: readonly Edge[];
}

/** Control flow of one function. Node ids index `nodes`. */
export interface FlowGraph {
  readonly entry: number;
  readonly nodes: readonly FlowNode[];
  /** Locals whose value can be followed: declared once, not static, their address never taken. */
  readonly tracked: ReadonlySet<string>;
  /** By node, those whose value can still make a difference. */
  readonly live: readonly ReadonlySet<string>[];
  /** What its branches compare values with. */
  readonly constants: AskedConstants;
  readonly parameters: readonly string[];
}

/** A function whose flow cannot be told, with the reason in words. */
export interface FlowRefusal extends Range {
  readonly refused: string;
}
