/** Types of vscode-install.mjs, which says what each is. */
export const versions: readonly string[];
export const own: string;
export function install(
  version: string,
  log?: (message: string) => void,
): Promise<{ readonly main: string; readonly node: string }>;
