/** `lazyMmu.openRule`: the page that explains a rule, given its slug or chosen from a list. */
import { type ExtensionContext, commands as editor, env, l10n, Uri, window, workspace } from 'vscode';

export function openRuleCommand(context: ExtensionContext): (argument?: unknown) => Promise<void> {
  const manifest: Manifest = context.extension.packageJSON;
  const rules = rulesOf(manifest);
  const pages = `${manifest.repository.url.replace(/\.git$/, '')}/blob/main/docs/rules`;
  return async (argument) => {
    const slug = typeof argument === 'string' ? argument : await pickRule(rules);
    if (slug === undefined) return;
    if (!rules.some((rule) => rule.label === slug)) void window.showErrorMessage(l10n.t('There is no rule {0}.', slug));
    else if (!(await showBesideCode(Uri.joinPath(context.extensionUri, `docs/rules/${slug}.md`))))
      await env.openExternal(Uri.parse(`${pages}/${slug}.md`));
  };
}

/** The package holds the pages, so that they are there without a network. False where this VS Code shows no Markdown. */
async function showBesideCode(page: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(page);
    await editor.executeCommand('markdown.showPreviewToSide', page);
    return true;
  } catch {
    return false;
  }
}

interface RuleItem {
  readonly label: string;
  readonly detail: string;
}

async function pickRule(rules: readonly RuleItem[]): Promise<string | undefined> {
  const picked = await window.showQuickPick(rules, {
    title: l10n.t('Open the Page of a Rule'),
    matchOnDetail: true,
  });
  return picked?.label;
}

interface Manifest {
  readonly repository: { readonly url: string };
  readonly contributes: {
    readonly configuration: {
      readonly properties: {
        readonly 'lazyMmu.rules': { readonly properties: Readonly<Record<string, { readonly description: string }>> };
      };
    };
  };
}

/** The manifest lists the rules for the settings editor; VS Code hands it over with its texts filled in. */
function rulesOf(manifest: Manifest): readonly RuleItem[] {
  const { properties } = manifest.contributes.configuration.properties['lazyMmu.rules'];
  return Object.entries(properties).map(([label, { description }]) => ({ label, detail: description }));
}
