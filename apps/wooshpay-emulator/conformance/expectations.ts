import { equal, shows } from '../../../libs/emulation/conformance/expectations';
import { isJsonObject } from '../../../libs/emulation/objects/json';
import type { JsonObject } from '../../../libs/emulation/objects/json';
import type { Reply } from '../src/emulator-under-test';

export { equal, holds, shows } from '../../../libs/emulation/conformance/expectations';

/** The call is refused with that status and those fields of the error object, wherever that stands. */
export async function refused(call: Promise<Reply>, status: number, fields: object = {}): Promise<JsonObject> {
  const { body, status: answered } = await call;
  const nested = body['error'];
  const error = isJsonObject(nested) ? nested : body;
  equal(answered, status);
  shows(error, fields);
  return error;
}
