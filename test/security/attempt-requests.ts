import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { serve } from '../../pipeline/hosting/serve.ts'
import { HOSTILE_REQUESTS, type HostileRequest } from './hostile-requests.ts'

/** A public folder with ways out of it, beside a file that must not be read. */
export function folderWithWaysOut(root: string): string {
  const folder = join(root, 'public')
  mkdirSync(join(folder, 'releases'), { recursive: true })
  mkdirSync(join(root, 'stages'))
  writeFileSync(join(root, 'stages/nik.txt'), 'secret')
  writeFileSync(join(folder, 'index.html'), 'atlas')
  writeFileSync(join(folder, 'releases/a.txt'), 'atlas')
  symlinkSync(join(root, 'stages/nik.txt'), join(folder, 'link.txt'))
  symlinkSync(join(root, 'stages'), join(folder, 'folder'))
  symlinkSync('index.html', join(folder, 'inside.html'))
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe')])
  return folder
}

/** What a server answers to bytes that no client library would send. */
export function answerTo(request: string, url: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) }, () =>
      socket.write(request),
    )
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
    })
    socket.on('error', failed)
    socket.on('close', () => done(text))
  })
}

export const statusOf = (answer: string): number => Number(answer.split(' ')[1])

/** What is wrong with the answer to a hostile request, or null. */
export async function requestFault(
  { what, request, status }: HostileRequest,
  url: string,
): Promise<string | null> {
  const answer = await answerTo(request, url)
  if (/secret|^X-Planted/im.test(answer)) return `${what} was given: ${answer.slice(0, 200)}`
  const got = statusOf(answer)
  const isRefused = status === 'refused' ? answer === '' || got >= 400 : got === status
  return isRefused ? null : `${what} was answered ${got}, expected ${status}`
}

/** The same of all of them. */
export async function requestFaults(root: string): Promise<string[]> {
  const server = await serve(folderWithWaysOut(root), 0)
  try {
    const faults = await Promise.all(HOSTILE_REQUESTS.map((one) => requestFault(one, server.url)))
    return faults.filter((fault) => fault !== null)
  } finally {
    await server.close()
  }
}
