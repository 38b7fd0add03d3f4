/** Text for a mail: tables whose columns line up as they are, and paragraphs of lines that fit. */

/** Characters of a line that mail on a kernel list keeps to. */
export const mailWidth = 72;

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** A table whose columns line up in a plain mail, set off as code where Markdown is rendered. Cells must hold no line break. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) => {
        const [cell, width] = [cells[index] ?? '', widths[index] ?? 0];
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return indented([line(columns.map(({ title }) => title)), rule, ...rows.map(line)].join('\n'));
}

/** As code stands in Markdown and in a mail. */
export const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '    ');

/** Breaks a paragraph at blanks into lines of the width; `first` begins it, and later lines are indented as far. */
export function wrapped(text: string, first = '', width = mailWidth): string {
  const indent = ' '.repeat(first.length);
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const isEmpty = line === first || line === indent;
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line += isEmpty ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
