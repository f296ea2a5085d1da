// Runs the program that its arguments name and ends as that ends. Its standard input is held by the process that asked for
// it: when that was killed outright, and so can end nobody, the input ends, and the whole group with it.
import { spawn } from 'node:child_process'
import { writeSync } from 'node:fs'

/** Where it is told that the program could not be started. */
const TOLD = 3
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

const [program, ...args] = process.argv.slice(2)
// The group is told, and the program decides how it ends.
for (const signal of SIGNALS) process.on(signal, () => {})
const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
child.once('error', (error) => {
  writeSync(TOLD, error.message)
  process.exit(1)
})
child.once('exit', (code, signal) => {
  if (signal === null) process.exit(code)
  for (const own of SIGNALS) process.removeAllListeners(own)
  process.kill(process.pid, signal)
})
const end = () => process.kill(-process.pid, 'SIGKILL')
process.stdin.on('end', end).on('error', end).resume()
