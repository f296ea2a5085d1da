// What a thread of the tiler runs. It bundles the TypeScript itself, in a third of the time that a loader for it takes to start.
import { fileURLToPath } from 'node:url'
import { parentPort } from 'node:worker_threads'

const { perform, Steps } = await import(`data:text/javascript,${encodeURIComponent(await bundled())}`)
const steps = new Steps()

parentPort.on('message', ({ step, place, task }) => {
  try {
    const result = perform(steps, step, task)
    const packed = step === 'pack' ? [result.bytes.buffer] : []
    parentPort.postMessage({ place, result }, packed)
  } catch (error) {
    const { name, message, stack, kind, fault } = error
    parentPort.postMessage({ place, error: { name, message, stack, kind, fault } })
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
  return outputFiles[0].text
}
