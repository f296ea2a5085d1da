// What a thread of locateInWorkers runs, bundled with all it imports: TypeScript cannot be loaded there in little time.
import { parentPort, workerData } from 'node:worker_threads'
import { locateStrips } from './locate-share.ts'

parentPort.postMessage(locateStrips(workerData.work, workerData.thread))
