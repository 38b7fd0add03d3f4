/** Reads the numbers that the simulator's panel shows. */
import type { FrameLocator } from 'playwright-core';

/** Machine, event, then variant to count, all as the panel words them. */
export type Predictions = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

/** Waits for the report of a function, and reads the table of counts behind each plot. */
export async function predictions(panel: FrameLocator, walker: string): Promise<Predictions> {
  await panel.locator('h1', { hasText: new RegExp(`^${walker}$`) }).waitFor();
  await panel.locator('[aria-busy="false"] #predicted-title').waitFor();
  return panel.locator('#panel').evaluate((main) =>
    Object.fromEntries(
      [...main.querySelectorAll('.counts table')].map((table) => {
        const variants = [...table.querySelectorAll('thead th')].slice(1).map((head) => head.textContent ?? '');
        const rows = [...table.querySelectorAll('tbody tr')].map((row) => {
          const cells = [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '');
          const byVariant = Object.fromEntries(variants.map((variant, index) => [variant, cells[index] ?? '']));
          return [row.querySelector('th')?.textContent ?? '', byVariant];
        });
        const machine = (table.querySelector('caption')?.textContent ?? '').replace(/^Counts on /, '');
        return [machine, Object.fromEntries(rows)];
      }),
    ),
  );
}
