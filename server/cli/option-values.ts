/** What the values of options are read with. Each throws what commander shows as a mistake in the command line. */
import { InvalidArgumentError } from 'commander';
import type { Interruption } from '../core/simulator/scenario.ts';

/** A whole number that is not below `least`. */
export function wholeNumber(least: number) {
  return (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least)
      throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
    return number;
  };
}

/** Collects `NAME=VALUE` of an option that may be given several times. */
export function pair<Value>(read: (text: string) => Value | undefined, form: string) {
  return (text: string, known: Readonly<Record<string, Value>> = {}): Record<string, Value> => {
    const equals = text.indexOf('=');
    const value = equals > 0 ? read(text.slice(equals + 1)) : undefined;
    if (value === undefined) throw new InvalidArgumentError(`It must have the form ${form}.`);
    return { ...known, [text.slice(0, equals)]: value };
  };
}

/** Collects `PLACE[@TIMES][:WORK,WORK]` of an option that may be given several times. */
export function interruption(kind: Interruption['kind']) {
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
export function readAnswers(text: string): number | readonly number[] | undefined {
  const numbers = text.split(',');
  if (!numbers.every((number) => /^-?\d+$/.test(number))) return undefined;
  return numbers.length === 1 ? Number(text) : numbers.map(Number);
}

/** What an option may be switched to. */
export const switches: Readonly<Record<string, boolean>> = { y: true, n: false };
