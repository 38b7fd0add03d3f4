import { URI, Utils } from 'vscode-uri';
import { type Dialect, detectDialect, dialectHeader } from '../core/analyse.ts';
import type { SourceTree } from '../core/source-tree.ts';
import { emptyTree, overlayTree } from '../host/overlay-tree.ts';
import type { DiskTree } from '../host/source-tree.ts';
import type { TreeIndex } from '../host/tree-index.ts';
import { readTreeSettings, type TreeSettings, treeSettingsFile } from '../host/tree-settings.ts';
import type { DiskTrees } from './platform.ts';

/** A kernel tree that documents are open in, or the lack of one. Open documents win over the disk. */
export interface DocumentTree {
  /** Absolute path of the root; absent for a document outside any kernel tree. */
  readonly root?: string;
  readonly tree: SourceTree;
  /** Functions of its files; absent outside any tree. */
  readonly index?: TreeIndex;
  /** Texts of the open documents by path in the tree. */
  readonly open: Map<string, string>;
  /** The dialect that the tree's own header declares; undefined outside any tree. */
  dialect(): Dialect | undefined;
  /** The kernel's version as its Makefile has it, such as 7.3.0-rc7. */
  version(): string | undefined;
  /** What the tree's own file of settings says; nothing outside any tree. */
  settings(): TreeSettings;
}

/** A document's place: its tree, and its path in it. */
export interface Place {
  readonly in: DocumentTree;
  readonly path: string;
}

interface KnownTree extends DocumentTree {
  readonly disk: DiskTree;
}

/**
 * The trees that documents lie in. They are found upwards from each document; the folders of the workspace are never
 * looked through.
 */
export class Trees {
  readonly #known = new Map<string, KnownTree>();
  readonly #complain: (problems: readonly string[]) => void;
  readonly #disk: DiskTrees | undefined;
  readonly #indexOf: (tree: DiskTree) => TreeIndex | undefined;

  /** `complain` is told what is wrong with a tree's settings, once for each text of them; `indexOf` makes a tree's index. */
  constructor(
    complain: (problems: readonly string[]) => void,
    disk: DiskTrees | undefined,
    indexOf: (tree: DiskTree) => TreeIndex | undefined,
  ) {
    this.#complain = complain;
    this.#disk = disk;
    this.#indexOf = indexOf;
  }

  placeOf(uri: string): Place {
    const parsed = URI.parse(uri);
    const place = parsed.scheme === 'file' ? this.#disk?.placeOf(parsed.fsPath) : undefined;
    if (!this.#disk || !place) return { in: documentTree(emptyTree, '', this.#complain), path: Utils.basename(parsed) };
    return { in: this.#treeAt(place.root, this.#disk), path: place.path };
  }

  /** Forgets what was read from disk, so that it is read again when it is next asked for. */
  forget(): void {
    for (const { disk } of this.#known.values()) disk.forget();
  }

  #treeAt(root: string, { open }: DiskTrees): KnownTree {
    const known = this.#known.get(root);
    if (known) return known;
    const disk = open(root);
    const made = { root, disk, index: this.#indexOf(disk), ...documentTree(disk, root, this.#complain) };
    this.#known.set(root, made);
    return made;
  }
}

function documentTree(base: SourceTree, root: string, complain: (problems: readonly string[]) => void): DocumentTree {
  const open = new Map<string, string>();
  const tree = overlayTree(base, open);
  let last: { readonly header: string; readonly dialect: Dialect } | undefined;
  let lastSettings: { readonly text: string | undefined; readonly settings: TreeSettings } | undefined;
  return {
    tree,
    open,
    dialect() {
      const header = tree.read(dialectHeader);
      if (header === undefined) return undefined;
      if (last?.header !== header) last = { header, dialect: detectDialect(header) };
      return last.dialect;
    },
    version: () => kernelVersion(tree.read('Makefile') ?? ''),
    settings() {
      const text = tree.read(treeSettingsFile);
      if (lastSettings === undefined || lastSettings.text !== text) {
        const { settings, problems } = readTreeSettings(Utils.joinPath(URI.file(root), treeSettingsFile).fsPath, text);
        lastSettings = { text, settings };
        if (problems.length > 0) complain(problems);
      }
      return lastSettings.settings;
    },
  };
}

/** The first lines of a kernel's Makefile assign the parts of its version. */
function kernelVersion(makefile: string): string | undefined {
  const part = (name: string) => new RegExp(`^${name}[ \\t]*=[ \\t]*(\\S*)`, 'm').exec(makefile)?.[1] ?? '';
  const numbers = ['VERSION', 'PATCHLEVEL', 'SUBLEVEL'].map(part);
  return numbers.every((number) => /^\d+$/.test(number)) ? numbers.join('.') + part('EXTRAVERSION') : undefined;
}
