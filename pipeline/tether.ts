import { Worker } from 'node:worker_threads'

/** Set by a program that gives us a standard input to hold on to; when that input ends, the program has ended. */
export const TETHER = 'PETAKUMUH_TETHER'

/** Sees the end also while the main thread computes; a pipe is closed by the system however its other end was ended. */
const WATCH = `
const { Socket } = require('node:net')
const { workerData } = require('node:worker_threads')
const end = () => {
  try {
    process.kill(-workerData, 'SIGKILL')
  } catch {
    process.kill(workerData, 'SIGKILL')
  }
}
const input = new Socket({ fd: 0, readable: true, writable: false })
input.on('error', end).on('close', end).on('end', end).resume()
`

/**
 * Where the environment asks for it, ends this process and its group as soon as the program that started it is no more:
 * one that was killed outright can end nobody.
 */
export function holdOnToParent(environment: NodeJS.ProcessEnv = process.env): void {
  if (environment[TETHER] !== '1') return
  // What this process starts has parents of its own.
  delete environment[TETHER]
  new Worker(WATCH, { eval: true, workerData: process.pid }).unref()
}
