/** Finds the file of a report line: reports name files by their path in the tree, editors by URI. */

/**
 * URI path of `file`, given the URI path of the simulated document and its own path in the tree. Undefined when the
 * document's path does not end as the report says, or `file` would lie outside the tree.
 */
export function pathInTree(documentPath: string, simulatedFile: string, file: string): string | undefined {
  if (file === simulatedFile) return documentPath;
  if (!documentPath.endsWith(`/${simulatedFile}`)) return undefined;
  const segments = file.split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return undefined;
  return documentPath.slice(0, documentPath.length - simulatedFile.length) + file;
}
