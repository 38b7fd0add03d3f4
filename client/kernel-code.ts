/** Decides whether code at hand is worth starting the server for, without ever listing a workspace. */
import { FileType, type TextDocument, Uri, type WorkspaceFolder, workspace } from 'vscode';

/** What the top of every kernel tree has, and nothing else has all of. */
const landmarks = [
  ['Kbuild', FileType.File],
  ['Kconfig', FileType.File],
  ['MAINTAINERS', FileType.File],
  ['include/linux', FileType.Directory],
] as const;

const lazyMmuName = /\blazy_mmu_mode_\w|\barch_\w+_lazy_mmu_mode\b/;

export function isKernelC(document: TextDocument): boolean {
  return document.languageId === 'c' || (document.languageId === 'cpp' && document.uri.path.endsWith('.h'));
}

export function mentionsLazyMmu(document: TextDocument): boolean {
  return isKernelC(document) && lazyMmuName.test(document.getText());
}

export async function isKernelTree(folder: WorkspaceFolder): Promise<boolean> {
  const found = await Promise.all(
    landmarks.map(async ([path, type]) => {
      try {
        const stat = await workspace.fs.stat(Uri.joinPath(folder.uri, path));
        return (stat.type & type) !== 0;
      } catch {
        return false;
      }
    }),
  );
  return found.every(Boolean);
}
