/**
 * The variables that VS Code gives a webview in its default themes, as far as the panel and its elements use them. Those of
 * 2026 are the default of newer versions.
 */

export interface Theme {
  /** Classes of the body. */
  readonly classes: string;
  readonly kind: 'vscode-dark' | 'vscode-light' | 'vscode-high-contrast' | 'vscode-high-contrast-light';
  readonly variables: Readonly<Record<string, string>>;
}

const fonts = {
  'font-family': 'system-ui, "Liberation Sans", sans-serif',
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': '"DejaVu Sans Mono", monospace',
};

interface Palette {
  readonly background: string;
  readonly foreground: string;
  readonly description: string;
  readonly focus: string;
  readonly field: string;
  readonly fieldBorder: string;
  readonly line: string;
  readonly link: string;
  readonly button: readonly [background: string, foreground: string];
  readonly secondary: readonly [background: string, foreground: string];
  readonly badge: readonly [background: string, foreground: string];
  readonly selection: readonly [background: string, foreground: string];
  readonly hover: string;
  readonly error: string;
  readonly charts: Readonly<Record<'red' | 'blue' | 'yellow' | 'orange' | 'green' | 'purple', string>>;
}

function variables(palette: Palette, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { background, foreground, field, fieldBorder, button, secondary, badge, selection, charts } = palette;
  const pairs = {
    ...fonts,
    'editor-background': background,
    'editor-foreground': foreground,
    foreground,
    descriptionForeground: palette.description,
    focusBorder: palette.focus,
    'input-background': field,
    'input-foreground': foreground,
    'input-border': fieldBorder,
    'dropdown-background': field,
    'dropdown-foreground': foreground,
    'dropdown-border': fieldBorder,
    'checkbox-background': field,
    'checkbox-foreground': foreground,
    'checkbox-border': fieldBorder,
    'panel-border': palette.line,
    'textLink-foreground': palette.link,
    'textLink-activeForeground': palette.link,
    'button-background': button[0],
    'button-foreground': button[1],
    'button-hoverBackground': button[0],
    'button-secondaryBackground': secondary[0],
    'button-secondaryForeground': secondary[1],
    'button-secondaryHoverBackground': secondary[0],
    'badge-background': badge[0],
    'badge-foreground': badge[1],
    'list-activeSelectionBackground': selection[0],
    'list-activeSelectionForeground': selection[1],
    'list-inactiveSelectionBackground': selection[0],
    'list-hoverBackground': palette.hover,
    errorForeground: palette.error,
    'inputValidation-errorBorder': palette.error,
    'progressBar-background': button[0],
    ...Object.fromEntries(Object.entries(charts).map(([name, colour]) => [`charts-${name}`, colour])),
    ...more,
  };
  return Object.fromEntries(Object.entries(pairs).map(([name, value]) => [`--vscode-${name}`, value]));
}

export const themes: Readonly<Record<'dark' | 'light' | 'dark-2026' | 'light-2026' | 'hc-dark' | 'hc-light', Theme>> = {
  dark: {
    classes: 'vscode-dark',
    kind: 'vscode-dark',
    variables: variables({
      background: '#1f1f1f',
      foreground: '#cccccc',
      description: '#9d9d9d',
      focus: '#0078d4',
      field: '#313131',
      fieldBorder: '#3c3c3c',
      line: '#2b2b2b',
      link: '#4daafc',
      button: ['#0078d4', '#ffffff'],
      secondary: ['#313131', '#cccccc'],
      badge: ['#616161', '#f8f8f8'],
      selection: ['#37373d', '#cccccc'],
      hover: '#2a2d2e',
      error: '#f85149',
      charts: {
        red: '#f14c4c',
        blue: '#3794ff',
        yellow: '#cca700',
        orange: '#d18616',
        green: '#89d185',
        purple: '#b180d7',
      },
    }),
  },
  light: {
    classes: 'vscode-light',
    kind: 'vscode-light',
    variables: variables({
      background: '#ffffff',
      foreground: '#3b3b3b',
      description: '#3b3b3b',
      focus: '#005fb8',
      field: '#ffffff',
      fieldBorder: '#cecece',
      line: '#e5e5e5',
      link: '#005fb8',
      button: ['#005fb8', '#ffffff'],
      secondary: ['#e5e5e5', '#3b3b3b'],
      badge: ['#cccccc', '#3b3b3b'],
      selection: ['#e4e6f1', '#3b3b3b'],
      hover: '#f2f2f2',
      error: '#f85149',
      charts: {
        red: '#e51400',
        blue: '#1a85ff',
        yellow: '#bf8803',
        orange: '#d18616',
        green: '#388a34',
        purple: '#652d90',
      },
    }),
  },
  'dark-2026': {
    classes: 'vscode-dark',
    kind: 'vscode-dark',
    variables: variables(
      {
        background: '#121314',
        foreground: '#bfbfbf',
        description: '#8c8c8c',
        focus: 'rgba(57, 148, 188, 0.7)',
        field: '#191a1b',
        fieldBorder: '#333536',
        line: '#2a2b2c',
        link: '#48a0c7',
        button: ['#297aa0', '#ffffff'],
        secondary: ['rgba(0, 0, 0, 0)', '#cccccc'],
        badge: ['#307e9f', '#ffffff'],
        selection: ['#2c2d2e', '#ededed'],
        hover: 'rgba(255, 255, 255, 0.08)',
        error: '#f48771',
        charts: {
          red: '#ef8773',
          blue: '#57a3f8',
          yellow: '#e0b97f',
          orange: '#cd861a',
          green: '#86cf86',
          purple: '#ad80d7',
        },
      },
      { 'button-border': '#297aa0', 'button-secondaryBorder': '#333536' },
    ),
  },
  'light-2026': {
    classes: 'vscode-light',
    kind: 'vscode-light',
    variables: variables(
      {
        background: '#ffffff',
        foreground: '#202020',
        description: '#606060',
        focus: '#0069cc',
        field: '#ffffff',
        fieldBorder: '#d8d8d8',
        line: '#f0f1f2',
        link: '#0069cc',
        button: ['#0069cc', '#ffffff'],
        secondary: ['#eaeaea', '#202020'],
        badge: ['#0069cc', '#ffffff'],
        selection: ['rgba(218, 218, 218, 0.6)', '#202020'],
        hover: 'rgba(0, 0, 0, 0.08)',
        error: '#ad0707',
        charts: {
          red: '#ad0707',
          blue: '#1a5cff',
          yellow: '#667309',
          orange: '#d18616',
          green: '#388a34',
          purple: '#652d90',
        },
      },
      { 'button-border': '#0069cc', 'button-secondaryBorder': '#eaeaea' },
    ),
  },
  'hc-dark': {
    classes: 'vscode-high-contrast',
    kind: 'vscode-high-contrast',
    variables: variables(
      {
        background: '#000000',
        foreground: '#ffffff',
        description: 'rgba(255, 255, 255, 0.7)',
        focus: '#f38518',
        field: '#000000',
        fieldBorder: '#6fc3df',
        line: '#6fc3df',
        link: '#21a6ff',
        button: ['#000000', '#ffffff'],
        secondary: ['#000000', '#ffffff'],
        badge: ['#000000', '#ffffff'],
        selection: ['transparent', '#ffffff'],
        hover: 'rgba(255, 255, 255, 0.1)',
        error: '#f48771',
        charts: {
          red: '#f48771',
          blue: '#3794ff',
          yellow: '#ffd370',
          orange: '#d18616',
          green: '#89d185',
          purple: '#b180d7',
        },
      },
      { contrastBorder: '#6fc3df', contrastActiveBorder: '#f38518', 'button-border': '#6fc3df' },
    ),
  },
  'hc-light': {
    classes: 'vscode-high-contrast vscode-high-contrast-light',
    kind: 'vscode-high-contrast-light',
    variables: variables(
      {
        background: '#ffffff',
        foreground: '#292929',
        description: 'rgba(41, 41, 41, 0.7)',
        focus: '#006bbd',
        field: '#ffffff',
        fieldBorder: '#0f4a85',
        line: '#0f4a85',
        link: '#0f4a85',
        button: ['#0f4a85', '#ffffff'],
        secondary: ['#ffffff', '#292929'],
        badge: ['#0f4a85', '#ffffff'],
        selection: ['rgba(15, 74, 133, 0.1)', '#292929'],
        hover: 'rgba(15, 74, 133, 0.1)',
        error: '#b5200d',
        charts: {
          red: '#b5200d',
          blue: '#1a85ff',
          yellow: '#895503',
          orange: '#ab5a00',
          green: '#374e06',
          purple: '#652d90',
        },
      },
      { contrastBorder: '#0f4a85', contrastActiveBorder: '#006bbd', 'button-border': '#0f4a85' },
    ),
  },
};
