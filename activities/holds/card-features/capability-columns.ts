import type { Capabilities } from '../../../libs/domain/provider/capture-plan';

/** What a charge can do, as it lies in the row of its authorization. */
export function capabilityColumns(capabilities: Capabilities): {
  multicapture: boolean;
  overcapture: boolean;
  incremental_authorization: boolean;
  extended_authorization: boolean;
  maximum_capturable: number;
} {
  return {
    multicapture: capabilities.multicapture,
    overcapture: capabilities.overcapture,
    incremental_authorization: capabilities.incrementalAuthorization,
    extended_authorization: capabilities.extendedAuthorization,
    maximum_capturable: capabilities.maximumCapturable,
  };
}
