import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { basename, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** Loaded before a program of ours, by `--require`: it leaves a CPU profile when it ends. */

const folder = process.env['PROFILE_FOLDER'];
if (folder !== undefined && isMainThread) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  process.once('exit', () => {
    session.post('Profiler.stop', (error, { profile }) => {
      if (error !== null) return;
      const program = basename(join(process.argv[1] ?? '', '..', '..'));
      writeFileSync(join(folder, `${program}-${process.pid.toString()}.cpuprofile`), JSON.stringify(profile));
    });
  });
}
