import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/** Where faults are told: the client's log. */
export interface Log {
  error(message: string): void;
  info(message: string): void;
  /** Shown only while the client traces. */
  trace(message: string): void;
}

/** A request that cannot be carried out, for a reason that the user should read. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** An error with its stack, as the log shows it. */
export function faultText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * Makes a request handler that cannot take the server down: what it throws is logged with its stack and answered with
 * what `empty` gives; a request that is cancelled is answered so at once, whatever
 * the handler still does.
 */
export function answer<Params, Result>(
  log: Log,
  request: string,
  empty: (params: Params) => Result | ResponseError<never>,
  handle: (params: Params, token: CancellationToken) => Result | Promise<Result>,
): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<never>> {
  async function attemptIt(params: Params, token: CancellationToken): Promise<Result | ResponseError<never>> {
    try {
      return await handle(params, token);
    } catch (error) {
      if (error instanceof Refusal) return new ResponseError(LSPErrorCodes.RequestFailed, error.message);
      if (!token.isCancellationRequested) log.error(`${request} failed: ${faultText(error)}`);
      return empty(params);
    }
  }
  return (params, token) =>
    new Promise((resolve) => {
      const cancel = () => resolve(new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled'));
      const listener = token.onCancellationRequested(cancel);
      if (token.isCancellationRequested) cancel();
      void attemptIt(params, token).then((result) => {
        listener.dispose();
        if (token.isCancellationRequested) cancel();
        else resolve(result);
      });
    });
}

/** The same for a notification or an event, which nobody waits for. */
export function attempt(log: Log, what: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    log.error(`${what} failed: ${faultText(error)}`);
  }
}
