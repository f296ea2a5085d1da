// Wraps the functions of node:child_process that start a program.
import childProcess from 'node:child_process'
import { count, countsPrograms, end, Halted, within } from './plan.mjs'

/** A program that is started touches no folder by itself: all count. */
export function wrapPrograms() {
  for (const name of ['spawn', 'execFile', 'fork']) {
    const start = childProcess[name]
    childProcess[name] = (...args) => {
      if (!countsPrograms()) return start(...args)
      let refused = null
      try {
        if (count('start', String(args[0])) === 'torn') end()
      } catch (error) {
        if (error instanceof Halted) throw error
        refused = error
      }
      if (refused === null) return start(...args)
      // As the system does it: the child is there, and says later that it never began.
      return within(() => start('/dev/null/refused', ...args.slice(1)))
    }
    if (name === 'execFile')
      childProcess[name][Symbol.for('nodejs.util.promisify.custom')] =
        start[Symbol.for('nodejs.util.promisify.custom')]
  }
}
