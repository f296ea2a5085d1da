// What a thread of the tiler runs: the bundle that its parent has found, or one of its own where none can be kept.
import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'

const { perform, Steps } = await import(workerData.bundle ?? (await bundled()))
const steps = new Steps()

parentPort.on('message', ({ step, place, task }) => {
  try {
    const result = perform(steps, step, task)
    const packed = step === 'pack' ? [result.bytes.buffer] : []
    parentPort.postMessage({ place, result }, packed)
  } catch (error) {
    const { name, message, stack, code, kind, fault } = error
    parentPort.postMessage({ place, error: { name, message, stack, code, kind, fault } })
  }
})

async function bundled() {
  const { buildSync } = await import('esbuild')
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('./worker-entry.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  return `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
}
