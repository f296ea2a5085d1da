// What a thread of the tiler runs: the bundle that its parent has found, or else the TypeScript through a loader.
import { parentPort, workerData } from 'node:worker_threads'

if (workerData.bundle === null) (await import('tsx/esm/api')).register()
const { perform, Steps } = await import(
  workerData.bundle ?? new URL('./worker-entry.ts', import.meta.url).href
)
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
