// Makes the system refuse: wraps whatever changes a disk or starts a program. Imported, it is armed by `arm`; preloaded (node
// --import), by the variable PETAKUMUH_FAULT, and then it tells the calls it counted in a file when the process ends.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread, threadId } from 'node:worker_threads'
import { arm, disarm, original } from './faults/plan.mjs'
import { wrapPrograms } from './faults/programs.mjs'
import { wrapPromises } from './faults/promises.mjs'
import { wrapCallbacks, wrapSync } from './faults/sync-and-callbacks.mjs'
import { wrapTables } from './faults/tables.mjs'

export { arm, disarm }

wrapSync()
wrapCallbacks()
await wrapPromises()
wrapPrograms()
wrapTables()
if (process.env.PETAKUMUH_FAULT !== undefined) forgetPage()
syncBuiltinESMExports()

if (process.env.PETAKUMUH_FAULT !== undefined) {
  const asked = JSON.parse(process.env.PETAKUMUH_FAULT)
  // Threads count for themselves: a fault comes in the thread that is asked for.
  const here = { ...asked, at: (asked.thread ?? 0) === (isMainThread ? 0 : threadId) ? asked.at : undefined }
  arm(here)
  if (asked.told !== undefined) {
    process.on('exit', () => {
      const name = isMainThread ? asked.told : `${asked.told}.${threadId}`
      original.writeFileSync(name, JSON.stringify(disarm()))
    })
  }
}

/** A process of its own bundles the page anew, so that the start of the bundler is tried too. */
function forgetPage() {
  const { readFileSync } = fs
  fs.readFileSync = (path, ...options) => {
    if (!/[\\/]petakumuh[\\/]page-[0-9a-f]+$/.test(String(path))) return readFileSync(path, ...options)
    throw Object.assign(new Error('ENOENT: nothing is kept'), { code: 'ENOENT' })
  }
}
