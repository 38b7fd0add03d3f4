import { type ConfigurationChangeEvent, type ConfigurationScope, workspace } from 'vscode';
import type { Settings } from '../server/lsp/protocol.ts';

/** A setting by its name below `lazyMmu`, with the default of package.json behind it. */
export function enableSetting(scope?: ConfigurationScope): Settings['enable'] {
  return workspace.getConfiguration('lazyMmu', scope).get('enable', 'auto');
}

export function regionsEnabled(scope: ConfigurationScope): boolean {
  return workspace.getConfiguration('lazyMmu', scope).get('regions.enabled', true);
}

export function lineCountsEnabled(scope: ConfigurationScope): boolean {
  return workspace.getConfiguration('lazyMmu', scope).get('lineCounts.enabled', true);
}

/** Whether messages between editor and server go to the log. */
export function tracesServer(): boolean {
  return workspace.getConfiguration('lazyMmu').get('trace.server', 'off') !== 'off';
}

export function fixPreviewEnabled(scope: ConfigurationScope): boolean {
  return workspace.getConfiguration('lazyMmu', scope).get('fixPreview.enabled', true);
}

export function affects(event: ConfigurationChangeEvent, name: 'enable' | 'regions' | 'lineCounts' | 'trace'): boolean {
  return event.affectsConfiguration(`lazyMmu.${name}`);
}
