// What is kept to be run or taken again must be nobody else's to write: whoever may change it runs as us.
import { chmodSync, mkdirSync, statSync } from 'node:fs'

const ROOT_USER = 0
/** Of a group, and of all others. */
const OTHERS_WRITE = 0o022

export function isOursAlone({ uid, mode }, user = process.getuid?.()) {
  if (user === undefined) return true
  return (uid === user || uid === ROOT_USER) && (mode & OTHERS_WRITE) === 0
}

export function holdOursAlone(path, stats) {
  if (!isOursAlone(stats)) throw new Error(`${path} is not ours alone`)
}

export function keptRights(user = process.getuid?.()) {
  return user === ROOT_USER ? { folder: 0o755, file: 0o644 } : { folder: 0o700, file: 0o600 }
}

export function makeOwnFolder(folder) {
  const rights = keptRights().folder
  mkdirSync(folder, { recursive: true, mode: rights })
  const found = statSync(folder)
  // Made under another umask, or opened to a group: what lies within is asked for itself.
  if (!isOursAlone(found) && found.uid === process.getuid?.()) chmodSync(folder, rights)
  holdOursAlone(folder, statSync(folder))
}
