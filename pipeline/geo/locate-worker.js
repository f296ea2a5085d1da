// What a thread of locateInWorkers runs. It bundles the TypeScript itself, in a third of the time that a loader for it
// takes to start, while the parent is at work already; `code` spares it that from the second time on.
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'

const code = workerData.code ?? (await bundled())
const { locateStrips } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
parentPort.postMessage({ done: locateStrips(workerData.work, workerData.thread), code })

async function bundled() {
  const { buildSync } = await import('esbuild')
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('./locate-share.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  return outputFiles[0].text
}
