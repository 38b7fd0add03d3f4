import { count } from '../../core/count.ts';
import type { Assumption, SimulationReport, StandIn } from '../../core/simulator/report.ts';

function assumptionLine({ kind, name, value, file, line, times, decisive, stated }: Assumption): string {
  const subject = stated === undefined ? `${kind} ${name}` : `${stated}: ${name}()`;
  const place = file === '' ? '' : ` at ${file}:${line}`;
  return `  ${subject} = ${value}${place}, ${count(times, 'time')}${decisive ? ', and counts depend on it' : ''}`;
}

/** What is unknown, then what models answered from defaults of the scenario. */
export function assumptionLines({ assumptions }: { readonly assumptions: readonly Assumption[] }): string[] {
  if (assumptions.length === 0) return ['Assumed: nothing.'];
  const unknown = assumptions.filter(({ stated }) => stated === undefined);
  const stated = assumptions.filter((each) => each.stated !== undefined);
  return [
    unknown.length === 0
      ? 'Assumptions: none that a page-table event rests on.'
      : 'Assumed, because neither a body nor a model is known:',
    ...unknown.map(assumptionLine),
    ...(stated.length === 0 ? [] : ['Defaults of the scenario that were asked for (--assume NAME=VALUE sets one):']),
    ...stated.map(assumptionLine),
  ];
}

/** Names in lines of at most this many columns. */
const textWidth = 100;

/** A title with names behind it. */
export function wrapped(title: string, names: readonly string[]): string[] {
  const lines = [title];
  for (const [index, name] of names.entries()) {
    const word = index < names.length - 1 ? `${name},` : `${name}.`;
    const last = lines.length - 1;
    if (lines[last].length + 1 + word.length <= textWidth) lines[last] += ` ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}

/** Functions whose C was not run, by what kept it from being run. */
export function standInLines(modelled: readonly StandIn[]): string[] {
  const reasons = [...new Set(modelled.map(({ reason }) => reason))].sort();
  return reasons.flatMap((why) =>
    wrapped(
      `Modelled, since ${why}:`,
      modelled.filter(({ reason }) => reason === why).map((each) => each.function),
    ),
  );
}

/** Options of the simulated kernel that the C asks for, with the machines where they are told apart by them. */
export function configurationLines({ results }: Pick<SimulationReport, 'results'>): string[] {
  const names = [...new Set(results.flatMap(({ configuration }) => Object.keys(configuration)))].sort();
  const settings = names.flatMap((name) => {
    const asking = results.filter(({ configuration }) => Object.hasOwn(configuration, name));
    const values = [true, false].map((value) => {
      const machines = asking.filter(({ configuration }) => configuration[name] === value);
      return { value, machines: [...new Set(machines.map(({ machine }) => machine))] };
    });
    const held = values.filter(({ machines }) => machines.length > 0);
    return held.map(({ value, machines }) => {
      return `${name}=${value ? 'y' : 'n'}${held.length > 1 ? ` (${machines.join(' ')})` : ''}`;
    });
  });
  return settings.length === 0 ? [] : wrapped('Configuration asked for:', settings);
}
