/** The view of walkers: files, the walkers in them with what they cost, and the findings and sections of each. */
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
import type { ProtocolRange, ScannedFile, ScannedSection } from '../../server/lsp/protocol.ts';
import { below, countFindings, findingsOf, type Row, Rows, type WalkerRow } from './rows.ts';
import type { WalkerStore } from './walker-store.ts';

/** LSP severities as the icons that Problems has for them; hints are none of them. */
const icons: Readonly<Record<number, ThemeIcon>> = {
  1: new ThemeIcon('error', new ThemeColor('problemsErrorIcon.foreground')),
  2: new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground')),
  3: new ThemeIcon('info', new ThemeColor('problemsInfoIcon.foreground')),
};
const hintIcon = new ThemeIcon('lightbulb');

export class WalkersView implements TreeDataProvider<Row>, Disposable {
  readonly #rows = new Rows();
  readonly #changed = new EventEmitter<Row[] | undefined>();
  readonly #listener: Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: WalkerStore) {
    this.#listener = store.onDidChange((uris) => {
      const changes = uris.map((uri) => this.#rows.accept(uri, store.file(uri)));
      const rows = changes.flatMap((change) => (change === 'view' ? [] : change));
      if (changes.includes('view')) this.#changed.fire(undefined);
      else if (rows.length > 0) this.#changed.fire(rows);
    });
  }

  getChildren(row?: Row): Row[] {
    return row ? below(row) : this.#rows.files();
  }

  getTreeItem(row: Row): TreeItem {
    switch (row.kind) {
      case 'file':
        return fileItem(row.file);
      case 'walker':
        return walkerItem(row);
      case 'section':
        return sectionItem(row.uri, row.section);
      case 'finding':
        return findingItem(row.uri, row.finding);
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
  item.description = findingCount(findingsOf(file));
  return item;
}

function walkerItem({ uri, id, walker }: WalkerRow): TreeItem {
  const { findings, sections } = walker;
  const item = new TreeItem(walker.function, TreeItemCollapsibleState.Collapsed);
  item.id = id;
  item.iconPath = worstIcon(findings) ?? new ThemeIcon('symbol-function');
  const counted = sectionCount(sections.length);
  const said = [findingCount(findings), walker.cost ?? counted].filter(Boolean).join(' · ');
  item.description = said || hintCount(findings.length);
  item.tooltip = [walker.function, counted, walker.cost, findingCount(findings)].filter(Boolean).join('\n');
  item.contextValue = 'walker';
  item.command = openAt(uri, walker.range);
  return item;
}

function sectionItem(uri: string, { enable, range }: ScannedSection): TreeItem {
  const item = new TreeItem(`${enable}()`);
  item.iconPath = new ThemeIcon('bracket');
  item.description = l10n.t('lines {0} to {1}', range.start.line + 1, range.end.line + 1);
  item.tooltip = l10n.t('A section in which lazy MMU mode is on.');
  item.command = openAt(uri, range);
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

function findingCount(findings: readonly Diagnostic[]): string {
  const count = countFindings(findings);
  if (count === 0) return '';
  return count === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', count);
}

function sectionCount(count: number): string {
  if (count === 0) return '';
  return count === 1 ? l10n.t('1 section') : l10n.t('{0} sections', count);
}

/** What there is to say of a walker without sections in which nothing is wrong. */
function hintCount(count: number): string {
  return count === 1 ? l10n.t('1 hint') : l10n.t('{0} hints', count);
}

function worstIcon(findings: readonly Diagnostic[]): ThemeIcon | undefined {
  return icons[Math.min(...findings.map(({ severity = 1 }) => severity))];
}

function openAt(uri: string, { start, end }: ProtocolRange): TreeItem['command'] {
  const selection = new Range(start.line, start.character, end.line, end.character);
  return { command: 'vscode.open', title: l10n.t('Open'), arguments: [Uri.parse(uri), { selection, preview: true }] };
}
