/** What `lazyMmu.trace.server` asks for, in the log, whatever the log's own level is. */
import { type Disposable, EventEmitter, LogLevel, type LogOutputChannel, workspace } from 'vscode';
import { affects, tracesServer } from './settings.ts';

/**
 * The log as the client library traces to it. The library traces only at the lowest level of a log, and asks the setting
 * for no more than how much; here the setting alone is enough, and its lines are written at a level that is shown.
 */
export class TraceChannel implements Disposable {
  readonly channel: LogOutputChannel;
  readonly #changed = new EventEmitter<LogLevel>();
  readonly #listeners: readonly Disposable[];

  constructor(log: LogOutputChannel) {
    const level = () => (tracesServer() ? LogLevel.Trace : log.logLevel);
    const trace = (message: string) => {
      if (log.logLevel === LogLevel.Trace) log.trace(message);
      else log.info(message);
    };
    this.channel = Object.create(log, {
      logLevel: { get: level },
      onDidChangeLogLevel: { value: this.#changed.event },
      trace: { value: trace },
    });
    this.#listeners = [
      log.onDidChangeLogLevel(() => this.#changed.fire(level())),
      workspace.onDidChangeConfiguration((event) => {
        if (affects(event, 'trace')) this.#changed.fire(level());
      }),
    ];
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
  }
}
