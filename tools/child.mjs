import { spawn } from 'node:child_process';

/** Runs a program to its end. `output` holds what it printed, unless it prints straight to the terminal. */
export function runChild(command, args, { show = false, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'], env });
    const end = () => child.kill();
    process.once('exit', end);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    const forward = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    const settle = () => {
      process.off('exit', end);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, forward);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code, signal) => {
      settle();
      // Interrupted: what began as ours to do is over, and nothing may continue as if it had been done.
      if (signal !== null) process.exit(130);
      resolve({ code, output });
    });
  });
}

/** A line that counts seconds on a terminal, a line every ten seconds elsewhere; nothing when it is quick. */
export async function withProgress(what, work) {
  const out = process.stderr;
  const started = Date.now();
  let shown = false;
  const show = () => {
    shown = true;
    const line = `${what} … ${Math.round((Date.now() - started) / 1000)} s`;
    out.write(out.isTTY ? `\r${line}` : `${line}\n`);
  };
  let repeat;
  const first = setTimeout(() => {
    show();
    repeat = setInterval(show, out.isTTY ? 1_000 : 10_000);
  }, 1_000);
  try {
    return await work;
  } finally {
    clearTimeout(first);
    clearInterval(repeat);
    if (shown && out.isTTY) out.write('\n');
  }
}
