import type { ApiCallDescription, Description, PrimitiveDescription } from '../core/describe.ts';

/** A description as an editor shows it: short, the name first, facts below. */
export function hoverMarkdown(description: Description): string {
  return description.kind === 'api-call' ? apiCall(description) : primitive(description);
}

/** The same for a client that shows text as it is. */
export function hoverText(description: Description): string {
  const { name, summary } = description;
  const facts =
    description.kind === 'api-call' ? factsOf(description) : [placeOf(description), ...costsOf(description)];
  return [`${name}(): ${summary}`, ...facts.map((fact) => fact.replaceAll('`', ''))].join('\n');
}

function apiCall(description: ApiCallDescription): string {
  const facts = factsOf(description).map((fact) => `- ${fact}`);
  return [`\`${description.name}()\`: ${description.summary}`, facts.join('\n')].join('\n\n');
}

function factsOf({ effect, before, matching, difference }: ApiCallDescription): string[] {
  const reached = before.length === 0 ? 'No path leads here.' : `Mode before it: ${before.join('; or ')}.`;
  return [reached, ...matchingFact(effect, matching), ...(difference === undefined ? [] : [difference])];
}

function matchingFact(effect: ApiCallDescription['effect'], matching: ApiCallDescription['matching']): string[] {
  if (matching.length === 0) return [];
  const names = [...new Set(matching.map(({ name }) => name))];
  const calls = names.map((name) => {
    const lines = matching.filter((each) => each.name === name).map(({ line }) => String(line));
    return `\`${name}()\` in ${lines.length === 1 ? 'line' : 'lines'} ${inWords(lines)}`;
  });
  return [`${effect.startsWith('enable') ? 'Ended by' : 'Ends the section of'} ${inWords(calls)}.`];
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function primitive(description: PrimitiveDescription): string {
  const { name, summary, machines } = description;
  const rows = machines.map(({ machine, here, outside }) => `| ${machine} | ${here} | ${same(here, outside)} |`);
  const table = ['| Machine | Here | Outside a section |', '| --- | --- | --- |', ...rows].join('\n');
  return [`\`${name}()\`: ${summary} ${placeOf(description)}`, table].join('\n\n');
}

function placeOf({ paused }: PrimitiveDescription): string {
  return paused ? 'Lazy MMU mode is paused here.' : 'Lazy MMU mode is on here.';
}

function costsOf({ machines }: PrimitiveDescription): string[] {
  return machines.map(({ machine, here }) => `${machine}: ${here}`);
}

function same(here: string, outside: string): string {
  return here === outside ? 'The same.' : outside;
}
