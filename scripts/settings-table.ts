/** The settings of VS Code as rows of a table, from what package.json declares and package.nls.json says. */

export const settingsHead = ['Setting', 'Type', 'Default', 'Scope', 'What it says'] as const;

interface Declared {
  readonly type: string;
  readonly default: unknown;
  readonly scope: string;
  readonly markdownDescription: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Declared>> } };
}

/** What VS Code calls where a setting may be written, in words. */
const scopes: Readonly<Record<string, string>> = {
  resource: 'user, workspace or folder',
  window: 'user or workspace',
};

/** One row for each setting, in the order of the settings editor. */
export function settingRows(manifest: string, texts: string): readonly (readonly string[])[] {
  const { contributes }: Manifest = JSON.parse(manifest);
  const words: Readonly<Record<string, string>> = JSON.parse(texts);
  return Object.entries(contributes.configuration.properties).map(([name, setting]) => {
    const said = (text: string) => words[text.replace(/^%|%$/g, '')];
    const choices = (setting.enum ?? []).map((value, index) => {
      return `\`${value}\`: ${lowered(said(setting.enumDescriptions?.[index] ?? ''))}`;
    });
    return [
      `\`${name}\``,
      setting.enum ? 'one of these' : setting.type,
      `\`${JSON.stringify(setting.default)}\``,
      scopes[setting.scope],
      [said(setting.markdownDescription), ...choices].join(' '),
    ];
  });
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
