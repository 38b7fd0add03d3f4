/** What VS Code says that failed, in a corner where no test looks that waits for what should be there. */
import type { Page } from 'playwright-core';

/** What errors in the log begin with that are ours, rejected promises that nobody handles among them. */
const ours = /\[lazy-mmu-lens\.lazy-mmu-lens\]/;

export class ShownErrors {
  readonly #texts: string[] = [];

  /** Begins to listen; has to be called before the page goes anywhere. */
  async listen(page: Page): Promise<void> {
    await page.exposeFunction('errorShown', (text: string) => this.#texts.push(text));
    await page.addInitScript(tellErrors);
    page.on('console', (message) => {
      if (message.type() === 'error' && ours.test(message.text())) this.#texts.push(message.text());
    });
  }

  /** Those since the last call. */
  take(): readonly string[] {
    return this.#texts.splice(0);
  }
}

/** Runs in the page, where the function above is one of the window. */
function tellErrors(): void {
  const told = new WeakSet<Element>();
  const look = () => {
    for (const icon of document.querySelectorAll('.notification-toast .notification-list-item-icon.codicon-error')) {
      const toast = icon.closest('.notification-toast');
      const text = toast?.querySelector('.notification-list-item-message')?.textContent;
      if (!toast || !text || told.has(toast)) continue;
      told.add(toast);
      (globalThis as unknown as { errorShown: (text: string) => void }).errorShown(text);
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}
