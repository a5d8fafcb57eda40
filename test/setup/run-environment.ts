/**
 * What global setup tells the test files. They run in other processes, which inherit its environment: the only way
 * jest offers.
 */
class RunEnvironment {
  get temporalBinary(): string {
    return read('TEST_TEMPORAL_BINARY');
  }
  set temporalBinary(path: string) {
    process.env['TEST_TEMPORAL_BINARY'] = path;
  }
  /** Of the Temporal server that the files of a run share. */
  get temporalAddress(): string {
    return read('TEST_TEMPORAL_ADDRESS');
  }
  set temporalAddress(address: string) {
    process.env['TEST_TEMPORAL_ADDRESS'] = address;
  }
  get postgresUrl(): string {
    return read('TEST_POSTGRES_URL');
  }
  set postgresUrl(url: string) {
    process.env['TEST_POSTGRES_URL'] = url;
  }
  get emulatorUrl(): string {
    return read('TEST_EMULATOR_URL');
  }
  set emulatorUrl(url: string) {
    process.env['TEST_EMULATOR_URL'] = url;
  }
  /** How many times slower than two idle cores this machine is: a whole number, 1 at least; 1 outside of jest. */
  get pace(): number {
    return Number(process.env['TEST_PACE'] ?? '1');
  }
  set pace(times: number) {
    process.env['TEST_PACE'] = times.toString();
  }
  get workflowBundle(): string {
    return read('TEST_WORKFLOW_BUNDLE');
  }
  set workflowBundle(path: string) {
    process.env['TEST_WORKFLOW_BUNDLE'] = path;
  }
}

export const setup = new RunEnvironment();

function read(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: jest's global setup did not run.`);
  return value;
}
