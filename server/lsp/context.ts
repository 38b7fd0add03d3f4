import type { Connection } from 'vscode-languageserver';
import type { KernelParser } from '../core/syntax/source-file.ts';
import type { Simulations } from '../host/simulations.ts';
import type { Log } from './answer.ts';
import type { Client } from './capabilities.ts';
import type { Predictions } from './predictions/predictions.ts';
import type { Settings } from './protocol.ts';
import type { Session } from './session.ts';

/** What an answer to a request may rest on. */
export interface Context {
  readonly connection: Connection;
  readonly log: Log;
  readonly client: Client;
  readonly session: Session;
  readonly parser: Promise<KernelParser>;
  readonly simulations: Simulations;
  readonly predictions: Predictions;
  settingsOf(uri: string): Promise<Settings>;
}
