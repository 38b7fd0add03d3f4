import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

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
 * what `empty` gives; a request that was cancelled meanwhile is answered so, whatever the handler found.
 */
export function answer<Params, Result>(
  log: Log,
  request: string,
  empty: (params: Params) => Result | ResponseError<never>,
  handle: (params: Params, token: CancellationToken) => Result | Promise<Result>,
): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<never>> {
  return async (params, token) => {
    try {
      const result = await handle(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      if (token.isCancellationRequested) return cancelled();
      if (error instanceof Refusal) return new ResponseError(LSPErrorCodes.RequestFailed, error.message);
      log.error(`${request} failed: ${faultText(error)}`);
      return empty(params);
    }
  };
}

/** The same for a notification or an event, which nobody waits for. */
export function attempt(log: Log, what: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    log.error(`${what} failed: ${faultText(error)}`);
  }
}

function cancelled(): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}
