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
  const reached = before.length === 0 ? 'No path leads here.' : `The mode is ${before.join(', or ')} before it.`;
  return [reached, ...matchingFact(effect, matching), ...(difference === undefined ? [] : [difference])];
}

function matchingFact(effect: ApiCallDescription['effect'], matching: ApiCallDescription['matching']): string[] {
  if (matching.length === 0) return [];
  const calls = matching.map(({ name, line }) => `\`${name}()\` in line ${line}`).join(', ');
  return [effect.startsWith('enable') ? `Ended by ${calls}.` : `Ends what ${calls} began.`];
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
