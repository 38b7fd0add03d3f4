/** Options of `simulate` that make no sense together. Each function throws a CannotRun that names the one to leave out. */
import { CannotRun } from './exit.ts';
import type { SimulateOptions } from './simulate.ts';

type OptionName = keyof SimulateOptions;

const studies: readonly OptionName[] = ['against', 'sweep', 'locks', 'replay'];
const notWithAll: readonly OptionName[] = ['compare', ...studies, 'preset', 'argument'];
const notWithSystemCall: readonly OptionName[] = [...studies, 'preset', 'softwareCost', 'fullmm'];

function given(names: readonly OptionName[], options: SimulateOptions): readonly string[] {
  const set = names.filter((name) => options[name] !== undefined && options[name] !== false);
  return set.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
}

/** `--all` runs each walker as written and in the situation that its preset stands for. */
export function refuseWithAll(walker: string | undefined, options: SimulateOptions): void {
  const [excess] = [...(walker === undefined ? [] : [walker]), ...given(notWithAll, options)];
  if (excess !== undefined) throw new CannotRun(`${excess}: --all takes every walker as it is written; leave this out`);
}

/** A system call is run as it is, from beginning to end. */
export function refuseWithSystemCall(options: SimulateOptions): void {
  const [excess] = given(notWithSystemCall, options);
  if (excess !== undefined)
    throw new CannotRun(`${excess}: a system call is run whole; leave this out, or name a walker`);
}

/** Studies of one walker print each their own result. */
export function refuseTwoStudies(options: SimulateOptions): void {
  const [first, second] = given(studies, options);
  if (second !== undefined) throw new CannotRun(`${first} and ${second}: say one of them at a time`);
}
