/**
 * The one file that knows @vscode/webview-ui-toolkit, which is archived upstream: it registers the elements, and every view
 * asks here for a button or a field. Another library of elements would replace this file and nothing else. Its badge is not
 * used: its template carries a style attribute, which the panel's content security policy refuses.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeLink,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { ref } from 'lit-html/directives/ref.js';

/** Defines the elements; once, before the first view is drawn. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeLink(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}

interface ButtonOptions {
  readonly primary?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

export function button(label: string, { primary, disabled, onClick }: ButtonOptions): TemplateResult {
  return html`<vscode-button
    class="button"
    appearance=${primary ? 'primary' : 'secondary'}
    ?disabled=${disabled ?? false}
    @click=${onClick}
    >${label}</vscode-button
  >`;
}

interface DropdownOptions {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

/** A labelled choice of one; an unknown `value` shows the first option. */
export function dropdown({ id, label, value, options, onChange }: DropdownOptions): TemplateResult {
  return html`<div class="field">
    <label class="field-label" id=${`${id}-label`} for=${id}>${label}</label>
    <vscode-dropdown
      class="field-control"
      id=${id}
      aria-labelledby=${`${id}-label`}
      .value=${live(value)}
      @change=${(event: Event) => onChange((event.target as HTMLSelectElement).value)}
    >
      ${options.map(
        (option) =>
          html`<vscode-option value=${option.value} ?selected=${option.value === value}>${option.label}</vscode-option>`,
      )}
    </vscode-dropdown>
  </div>`;
}

interface TextFieldOptions {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** What is wrong with the value; shown under the field and told with it. */
  readonly problem?: string | undefined;
  readonly onInput: (value: string) => void;
  readonly onEnter: () => void;
}

/** The input lies in the element's shadow, out of reach of an id: its description is set on it directly. */
function describe(host: Element | undefined, problem: string | undefined): void {
  const input = (host as { control?: HTMLInputElement } | undefined)?.control;
  if (problem === undefined) input?.removeAttribute('aria-description');
  else input?.setAttribute('aria-description', problem);
}

export function textField({ id, label, value, problem, onInput, onEnter }: TextFieldOptions): TemplateResult {
  return html`<div class="field">
    <vscode-text-field
      class=${problem === undefined ? 'field-control' : 'field-control field-invalid'}
      id=${id}
      aria-invalid=${problem === undefined ? 'false' : 'true'}
      .value=${live(value)}
      @input=${(event: Event) => onInput((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter') onEnter();
      }}
      ${ref((host) => describe(host, problem))}
      >${label}</vscode-text-field
    >
    ${problem === undefined ? nothing : html`<p class="field-problem" id=${`${id}-problem`}>${problem}</p>`}
  </div>`;
}

export function checkbox(label: string, checked: boolean, onChange: (checked: boolean) => void): TemplateResult {
  return html`<vscode-checkbox
    class="checkbox"
    .checked=${live(checked)}
    @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    >${label}</vscode-checkbox
  >`;
}

/** A link that asks the host for something; nothing is navigated to. */
export function link(text: string, title: string, onFollow: () => void): TemplateResult {
  return html`<vscode-link
    class="link"
    href="#"
    title=${title}
    @click=${(event: Event) => {
      event.preventDefault();
      // The host of the webview follows every link whose click it sees.
      event.stopPropagation();
      onFollow();
    }}
    >${text}</vscode-link
  >`;
}

export function progressRing(): TemplateResult {
  return html`<vscode-progress-ring class="ring" aria-hidden="true"></vscode-progress-ring>`;
}
