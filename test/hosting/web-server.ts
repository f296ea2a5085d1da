import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Path of an installed web server, or null after one line that says so; Debian keeps some where only root looks. */
export function serverOrSkip(name: string): string | null {
  for (const folder of ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin']) {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return join(folder, name)
    } catch {}
  }
  console.log(`skipped: ${name} is not installed`)
  return null
}

/** So many ports of the loopback address that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const taken = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(
    taken.map(
      (server) =>
        new Promise<number>((done) =>
          server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)),
        ),
    ),
  )
  await Promise.all(taken.map((server) => new Promise((done) => server.close(done))))
  return ports
}

/** A busy machine can be slow. */
const PATIENCE_MS = 60_000

/** Starts a web server as the user of this process, and waits until it answers. @throws Error with what it said */
export async function startServer(
  program: string,
  args: string[],
  env: Record<string, string>,
  url: string,
): Promise<{ close(): Promise<void> }> {
  const server = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  server.stderr.on('data', (piece) => {
    said += piece
  })
  const ended = new Promise<void>((done) => server.once('exit', () => done()))
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(20)) {
    if (server.exitCode !== null || server.signalCode !== null) throw new Error(`${program} ended: ${said}`)
    const answers = await fetch(url, { method: 'HEAD' }).then(
      () => true,
      () => false,
    )
    if (answers) break
    if (Date.now() > until) {
      server.kill()
      throw new Error(`${program} does not answer: ${said}`)
    }
  }
  return {
    async close() {
      server.kill()
      await ended
    },
  }
}
