/** A request to the control API that makes no sense, with the reason for the caller. */
export class ControlError extends Error {
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}
