/** What stands in the margin beside the line numbers: parts of the bracket around a region, and what a line cost. */
import { Uri } from 'vscode';
import type { Mark } from '../regions/region-lines.ts';

/** One icon for each line: VS Code shows a single one of an extension, so a count and the bracket share it. */
export interface MarginIcon {
  readonly mark?: Mark;
  /** A few characters. */
  readonly count?: string;
}

/** A square that is stretched over the line's margin, so that the parts join up from line to line. */
const parts: Readonly<Record<Mark, string>> = {
  first: 'M17 8H11V20',
  within: 'M11 0V20',
  last: 'M11 0V12H17',
  only: 'M17 4H11V16H17',
};

/** Those that are left around a count. */
const partsAround: Readonly<Record<Mark, string>> = {
  first: 'M11 16V20',
  within: 'M11 0V4M11 16V20',
  last: 'M11 0V4',
  only: '',
};

/** Sizes at which so many characters fit. */
const sizes: readonly number[] = [12, 12, 12, 10, 8.5];

/** The icon in the colours of a theme; `count` must have enough contrast for high contrast too. */
export function marginIcon({ mark, count }: MarginIcon, colours: { bracket: string; count: string }): Uri {
  const path = mark && (count === undefined ? parts : partsAround)[mark];
  const bracket = path
    ? `<path d="${path}" fill="none" stroke="${colours.bracket}" stroke-width="2" vector-effect="non-scaling-stroke"/>`
    : '';
  const number =
    count === undefined
      ? ''
      : `<text x="10.5" y="10" fill="${colours.count}" font-family="system-ui,sans-serif" font-weight="600" ` +
        `font-size="${sizes[count.length] ?? sizes.at(-1)}" text-anchor="middle" dominant-baseline="central">${count}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" preserveAspectRatio="none">${bracket}${number}</svg>`;
  return Uri.parse(`data:image/svg+xml,${encodeURIComponent(svg)}`);
}
