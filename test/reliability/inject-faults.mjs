// Makes the system refuse: wraps whatever changes a disk or starts a program, counts the calls that touch given folders, and at
// a chosen one throws, writes short, or ends the process. Imported, it is armed by `arm`; preloaded (node --import), by the
// variable PETAKUMUH_FAULT, and then it tells the calls it counted in a file when the process ends.
import childProcess from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { resolve, sep } from 'node:path'
import { isMainThread, threadId } from 'node:worker_threads'
import { DuckDBConnection } from '@duckdb/node-api'

/**
 * @typedef {'ENOSPC' | 'EIO' | 'EACCES' | 'short' | 'kill' | 'torn'} FaultKind
 * `short` writes a part and says so, as the system may; `torn` does a part of the call and then ends like `kill`.
 * @typedef {{ operation: string, path: string, site: string }} Call
 * @typedef {object} Plan
 * @property {string[]} folders whose calls count
 * @property {number} [at] number of the call, from 0; none when left out
 * @property {FaultKind} [kind]
 * @property {boolean} [halt] at a kill the process stays, but nothing of it reaches the disk any more
 * @property {string} [told] file for the calls, of a preloaded process
 */

/** What no more space on the disk refuses; it stays full. */
const NEEDS_SPACE = new Set(['open', 'write', 'mkdir', 'copy', 'link', 'rename', 'table', 'sync'])
const MESSAGES = {
  ENOSPC: 'no space left on device',
  EIO: 'i/o error',
  EACCES: 'permission denied',
}
const ERRNO = { ENOSPC: -28, EIO: -5, EACCES: -13 }
/** What a native library says of the same. */
const SPOKEN = { ENOSPC: 'No space left on device', EIO: 'Input/output error', EACCES: 'Permission denied' }

/** @type {Plan | null} */
let plan = null
/** @type {Call[]} */
let calls = []
let struck = false
let isHalted = false
let isWithin = false
const files = new Map()
const original = { ...fs }

/** Starts counting. @param {Plan} next */
export function arm(next) {
  plan = { ...next, folders: next.folders.map((folder) => resolve(folder)) }
  calls = []
  struck = false
  isHalted = false
}

/** Stops. @returns {{ calls: Call[], struck: boolean }} what was counted, and whether the fault came */
export function disarm() {
  const told = { calls, struck }
  plan = null
  calls = []
  isHalted = false
  return told
}

/** Thrown by all that comes after a kill of a process that stays. */
class Halted extends Error {}

function isOurs(path) {
  if (plan === null || typeof path !== 'string') return false
  const full = resolve(path)
  return plan.folders.some((folder) => full === folder || full.startsWith(folder + sep))
}

function pathOf(target) {
  if (typeof target === 'number') return files.get(target)
  return target instanceof URL ? target.pathname : String(target)
}

/** Places of the pipeline that led here, innermost first. */
function siteOf() {
  const lines = (new Error().stack ?? '').split('\n').slice(1)
  const own = lines.filter((line) => /pipeline\/|node_modules\/\.cache\/petakumuh/.test(line))
  return own
    .slice(0, 3)
    .join(' < ')
    .replaceAll(/\s+at /g, '')
}

/**
 * Counts a call. @returns {FaultKind | null} what is to happen to it
 * @throws what the system would
 */
function count(operation, path) {
  if (isHalted) throw new Halted('ended')
  const index = calls.push({ operation, path: resolve(path), site: siteOf() }) - 1
  const { at, kind } = plan
  if (kind === 'ENOSPC' && struck && NEEDS_SPACE.has(operation)) throw refusal(kind, operation, path)
  if (index !== at) return null
  struck = true
  if (kind === 'kill') end()
  if (kind === 'torn' || kind === 'short') return kind
  throw refusal(kind, operation, path)
}

function end() {
  if (!plan.halt) process.kill(process.pid, 'SIGKILL')
  isHalted = true
  throw new Halted('ended')
}

function refusal(code, operation, path) {
  if (operation === 'table') return new Error(`IO Error: Could not write file "${path}": ${SPOKEN[code]}`)
  const syscall =
    { sync: 'fsync', remove: 'rm', copy: 'copyfile', start: `spawn ${path}` }[operation] ?? operation
  const error = new Error(`${code}: ${MESSAGES[code]}, ${syscall} '${path}'`)
  return Object.assign(error, { code, errno: ERRNO[code], syscall, path })
}

/** Runs what the system has wrapped in itself without counting it again. */
function within(work) {
  const before = isWithin
  isWithin = true
  try {
    return work()
  } finally {
    isWithin = before
  }
}

/** How a part of a call is done before the end; `undefined` where it is done whole or not at all. */
const PARTS = {
  copy: (from, to) => original.writeFileSync(to, half(original.readFileSync(from))),
  remove: (path) => removeHalf(path),
}

function half(bytes) {
  return bytes.subarray(0, bytes.length >> 1)
}

/** Every other file of a folder. */
function removeHalf(path) {
  if (!original.existsSync(path) || !original.statSync(path).isDirectory()) return
  const all = original.readdirSync(path, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
  all.forEach((entry, i) => {
    if (i % 2 === 0) original.unlinkSync(`${entry.parentPath ?? entry.path}/${entry.name}`)
  })
}

/** Functions of node:fs by what they do; the place of the path among their arguments. */
const CHANGES = {
  mkdir: ['mkdir', 0],
  mkdtemp: ['mkdir', 0],
  rename: ['rename', 1],
  unlink: ['remove', 0],
  rm: ['remove', 0],
  rmdir: ['remove', 0],
  copyFile: ['copy', 1],
  cp: ['copy', 1],
  symlink: ['link', 1],
  link: ['link', 1],
  truncate: ['write', 0],
  utimes: ['touch', 0],
  chmod: ['touch', 0],
  appendFile: ['write', 0],
  fsync: ['sync', 0],
  fdatasync: ['sync', 0],
  ftruncate: ['write', 0],
}

function opensForWriting(flags) {
  if (typeof flags === 'number') return (flags & 3) !== 0 || (flags & 0o100) !== 0
  return /[wa+]/.test(flags ?? 'r')
}

/** @param {(args: unknown[], kind: FaultKind | null) => unknown} run */
function counted(operation, path, args, run) {
  if (isWithin || !isOurs(path)) return run(args, null)
  const kind = count(operation, path)
  if (kind === 'torn') {
    within(() => PARTS[operation]?.(...args))
    end()
  }
  return run(args, kind)
}

/** Where the buffer of a write is cut; strings become bytes. */
function shortened([target, data, ...rest]) {
  if (typeof data === 'string') return [target, half(Buffer.from(data, 'utf8'))]
  const [first, length, position] = rest
  if (typeof first === 'object' && first !== null) {
    const { offset = 0, length: wanted = data.byteLength - offset, position: at = null } = first
    return [target, data, offset, Math.max(1, wanted >> 1), at]
  }
  const offset = first ?? 0
  const wanted = length ?? data.byteLength - offset
  return [target, data, offset, Math.max(1, wanted >> 1), position ?? null]
}

function wrapSync() {
  for (const [name, [operation, place]] of Object.entries(CHANGES)) {
    const sync = `${name}Sync`
    fs[sync] = (...args) =>
      counted(operation, pathOf(args[place]), args, (given) => within(() => original[sync](...given)))
  }
  fs.openSync = (path, flags, mode) => {
    const open = () => {
      const descriptor = original.openSync(path, flags, mode)
      files.set(descriptor, pathOf(path))
      return descriptor
    }
    return opensForWriting(flags) ? counted('open', pathOf(path), [], open) : open()
  }
  fs.closeSync = (descriptor) => {
    files.delete(descriptor)
    return original.closeSync(descriptor)
  }
  fs.writeSync = (...args) => {
    const path = pathOf(args[0])
    if (isWithin || !isOurs(path)) return original.writeSync(...args)
    const kind = count('write', path)
    const given = kind === null ? args : shortened(args)
    const written = original.writeSync(...given)
    if (kind === 'torn') end()
    return written
  }
  fs.writeFileSync = (path, data, options) => {
    const bytes = typeof data === 'string' ? Buffer.from(data, options?.encoding ?? 'utf8') : data
    const write = (_, kind) => {
      // The system writes the rest of what went short by itself.
      if (kind === 'torn') original.writeFileSync(path, half(bytes), options)
      else original.writeFileSync(path, data, options)
    }
    if (isWithin || !isOurs(pathOf(path))) return write([], null)
    const kind = count('write', pathOf(path))
    write([], kind)
    if (kind === 'torn') end()
  }
}

function wrapCallbacks() {
  const refused = (done, work) => {
    try {
      return work()
    } catch (error) {
      process.nextTick(done, error)
    }
  }
  fs.open = (path, ...rest) => {
    const done = rest.at(-1)
    const flags = rest.length > 1 ? rest[0] : 'r'
    const opened = (error, descriptor) => {
      if (!error) files.set(descriptor, pathOf(path))
      done(error, descriptor)
    }
    const open = () => original.open(path, ...rest.slice(0, -1), opened)
    return refused(done, () => (opensForWriting(flags) ? counted('open', pathOf(path), [], open) : open()))
  }
  fs.write = (...args) => {
    const path = pathOf(args[0])
    if (!isOurs(path)) return original.write(...args)
    const done = args.at(-1)
    return refused(done, () => {
      const kind = count('write', path)
      const given = kind === null ? args.slice(0, -1) : shortened(args.slice(0, -1))
      original.write(...given, kind === 'torn' ? () => within(end) : done)
    })
  }
  fs.writev = (...args) => {
    const path = pathOf(args[0])
    if (!isOurs(path)) return original.writev(...args)
    const done = args.at(-1)
    return refused(done, () => {
      const kind = count('write', path)
      if (kind === null) return original.writev(...args)
      const [descriptor, buffers, position] = args
      return original.write(
        ...shortened([
          descriptor,
          buffers[0],
          0,
          buffers[0].byteLength,
          typeof position === 'number' ? position : null,
        ]),
        kind === 'torn' ? () => within(end) : (error, written) => done(error, written, buffers),
      )
    })
  }
  for (const name of ['fsync', 'fdatasync', 'unlink', 'rename', 'mkdir', 'rm', 'rmdir']) {
    const [operation, place] = CHANGES[name]
    fs[name] = (...args) =>
      refused(args.at(-1), () =>
        counted(operation, pathOf(args[place]), args, (given) => original[name](...given)),
      )
  }
}

async function wrapPromises() {
  const promises = fs.promises
  const before = { ...promises }
  for (const [name, [operation, place]] of Object.entries(CHANGES)) {
    if (before[name] === undefined) continue
    promises[name] = async (...args) =>
      counted(operation, pathOf(args[place]), args, (given) => before[name](...given))
  }
  promises.writeFile = async (path, data, options) => {
    const target = typeof path === 'object' && 'fd' in path ? files.get(path.fd) : pathOf(path)
    return counted('write', target, [], () => before.writeFile(path, data, options))
  }
  promises.open = async (path, flags, mode) => {
    const open = async () => {
      const handle = await before.open(path, flags, mode)
      files.set(handle.fd, pathOf(path))
      return handle
    }
    return opensForWriting(flags) ? counted('open', pathOf(path), [], open) : open()
  }
  const probe = await before.open(process.execPath, 'r')
  const handles = Object.getPrototypeOf(probe)
  await probe.close()
  const { write, sync, datasync, truncate, close } = handles
  handles.write = async function (...args) {
    const path = files.get(this.fd)
    if (!isOurs(path)) return write.apply(this, args)
    const kind = count('write', path)
    const [, ...given] = kind === null ? [null, ...args] : shortened([null, ...args])
    const written = await write.apply(this, given)
    if (kind === 'torn') end()
    return written
  }
  for (const [name, method] of Object.entries({ sync, datasync, truncate })) {
    handles[name] = async function (...args) {
      const operation = name === 'truncate' ? 'write' : 'sync'
      return counted(operation, files.get(this.fd), args, (given) => method.apply(this, given))
    }
  }
  handles.close = async function () {
    files.delete(this.fd)
    return close.call(this)
  }
}

/** A program that is started touches no folder by itself: all count. */
function wrapPrograms() {
  for (const name of ['spawn', 'execFile', 'fork']) {
    const start = childProcess[name]
    childProcess[name] = (...args) => {
      if (plan === null || isWithin) return start(...args)
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

/** DuckDB writes its tables itself: a statement that copies into a file is one call. */
function wrapTables() {
  const { run } = DuckDBConnection.prototype
  DuckDBConnection.prototype.run = async function (sql, ...rest) {
    const path = /^COPY .* TO '((?:[^']|'')+)' \(FORMAT/s.exec(sql)?.[1]?.replaceAll("''", "'")
    if (path === undefined || !isOurs(path)) return run.call(this, sql, ...rest)
    const kind = count('table', path)
    const made = await run.call(this, sql, ...rest)
    if (kind === 'torn') {
      original.truncateSync(path, original.statSync(path).size >> 1)
      end()
    }
    return made
  }
}

wrapSync()
wrapCallbacks()
await wrapPromises()
wrapPrograms()
wrapTables()
syncBuiltinESMExports()

if (process.env.PETAKUMUH_FAULT !== undefined) {
  const asked = JSON.parse(process.env.PETAKUMUH_FAULT)
  // Threads count for themselves: a fault comes in the thread that is asked for.
  const here = { ...asked, at: (asked.thread ?? 0) === (isMainThread ? 0 : threadId) ? asked.at : undefined }
  arm(here)
  if (asked.told !== undefined) {
    process.on('exit', () => {
      const name = isMainThread ? asked.told : `${asked.told}.${threadId}`
      const mine = calls
      plan = null
      original.writeFileSync(name, JSON.stringify({ calls: mine, struck }))
    })
  }
}
