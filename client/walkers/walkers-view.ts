/** The view of walkers: files, the walkers in them with what they cost, and the findings of each. */
import {
  type Disposable,
  EventEmitter,
  l10n,
  Range,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  workspace,
} from 'vscode';
import type { Diagnostic } from 'vscode-languageclient';
import type { ProtocolRange, ScannedFile, ScannedWalker, SimulationTarget } from '../../server/lsp/protocol.ts';
import type { WalkerStore } from './walker-store.ts';

/** A row of the view. */
export type WalkerNode =
  | { readonly kind: 'file'; readonly file: ScannedFile }
  | { readonly kind: 'walker'; readonly uri: string; readonly walker: ScannedWalker }
  | { readonly kind: 'finding'; readonly uri: string; readonly finding: Diagnostic };

/** LSP severities as the icons that Problems has for them; hints are none of them. */
const icons: Readonly<Record<number, ThemeIcon>> = {
  1: new ThemeIcon('error', new ThemeColor('problemsErrorIcon.foreground')),
  2: new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground')),
  3: new ThemeIcon('info', new ThemeColor('problemsInfoIcon.foreground')),
};
const hintIcon = new ThemeIcon('lightbulb');

export class WalkersView implements TreeDataProvider<WalkerNode>, Disposable {
  readonly #store: WalkerStore;
  readonly #changed = new EventEmitter<undefined>();
  readonly #listener: Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: WalkerStore) {
    this.#store = store;
    this.#listener = store.onDidChange(() => this.#changed.fire(undefined));
  }

  getChildren(node?: WalkerNode): WalkerNode[] {
    switch (node?.kind) {
      case undefined:
        return this.#store.files().map((file) => ({ kind: 'file', file }));
      case 'file': {
        const { uri, walkers, outside } = node.file;
        return [
          ...walkers.map((walker): WalkerNode => ({ kind: 'walker', uri, walker })),
          ...outside.map((finding): WalkerNode => ({ kind: 'finding', uri, finding })),
        ];
      }
      case 'walker':
        return node.walker.findings.map((finding) => ({ kind: 'finding', uri: node.uri, finding }));
      case 'finding':
        return [];
    }
  }

  getTreeItem(node: WalkerNode): TreeItem {
    switch (node.kind) {
      case 'file':
        return fileItem(node.file);
      case 'walker':
        return walkerItem(node.uri, node.walker);
      case 'finding':
        return findingItem(node.uri, node.finding);
    }
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }
}

function fileItem(file: ScannedFile): TreeItem {
  const uri = Uri.parse(file.uri);
  const item = new TreeItem(uri, TreeItemCollapsibleState.Expanded);
  item.id = file.uri;
  item.label = workspace.asRelativePath(uri);
  item.iconPath = ThemeIcon.File;
  item.description = findingCount([...file.walkers.flatMap(({ findings }) => findings), ...file.outside]);
  return item;
}

function walkerItem(uri: string, walker: ScannedWalker): TreeItem {
  const { findings, sections } = walker;
  const item = new TreeItem(
    walker.function,
    findings.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = `${uri}#${walker.function}`;
  item.iconPath = worstIcon(findings) ?? new ThemeIcon('symbol-function');
  const counted = sections === 1 ? l10n.t('1 section') : sections > 1 ? l10n.t('{0} sections', sections) : '';
  item.description = [findingCount(findings), walker.cost ?? counted].filter(Boolean).join(' · ');
  item.tooltip = [walker.function, counted, walker.cost, findingCount(findings)].filter(Boolean).join('\n');
  item.contextValue = 'walker';
  item.command = openAt(uri, walker.range);
  return item;
}

function findingItem(uri: string, finding: Diagnostic): TreeItem {
  const message = typeof finding.message === 'string' ? finding.message : finding.message.value;
  const item = new TreeItem(message);
  item.iconPath = icons[finding.severity ?? 1] ?? hintIcon;
  item.description = l10n.t('{0} line {1}', String(finding.code ?? ''), finding.range.start.line + 1);
  item.tooltip = message;
  item.accessibilityInformation = { label: `${severityWord(finding)}: ${message}, ${item.description}` };
  item.command = openAt(uri, finding.range);
  return item;
}

/** What the icon shows. */
function severityWord({ severity = 1 }: Diagnostic): string {
  return [l10n.t('Error'), l10n.t('Warning'), l10n.t('Information'), l10n.t('Hint')][severity - 1] ?? '';
}

/** Hints are offers, and do not count as findings. */
function findingCount(findings: readonly Diagnostic[]): string {
  const count = findings.filter(({ severity = 1 }) => severity < 4).length;
  if (count === 0) return '';
  return count === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', count);
}

function worstIcon(findings: readonly Diagnostic[]): ThemeIcon | undefined {
  return icons[Math.min(...findings.map(({ severity = 1 }) => severity))];
}

function openAt(uri: string, { start, end }: ProtocolRange): TreeItem['command'] {
  const selection = new Range(start.line, start.character, end.line, end.character);
  return { command: 'vscode.open', title: l10n.t('Open'), arguments: [Uri.parse(uri), { selection, preview: true }] };
}

/** The function of a row that can be simulated. */
export function simulationTarget(node: WalkerNode): SimulationTarget | undefined {
  return node.kind === 'walker' ? { uri: node.uri, function: node.walker.function } : undefined;
}
