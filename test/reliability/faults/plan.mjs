// Counts the calls by which a process changes given folders, and at a chosen one throws what the system would, writes short, or
// ends the process. What wraps the calls is beside it.
import fs from 'node:fs'
import { relative, resolve, sep } from 'node:path'

/**
 * @typedef {'ENOSPC' | 'EIO' | 'EACCES' | 'short' | 'kill' | 'torn'} FaultKind
 * `short` writes a part and says so, as the system may; `torn` does a part of the call and then ends like `kill`.
 * @typedef {{ what: string, nth: number }} Mark what a call does to what, and how many of the same came before it
 * @typedef {{ operation: string, path: string, site: string, mark: Mark }} Call
 * @typedef {object} Plan
 * @property {string[]} folders whose calls count
 * @property {Mark} [at] the call; none when left out
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
/** How often each thing was done. @type {Map<string, number>} */
let times = new Map()
let struck = false
let isHalted = false
let isWithin = false
/** Paths of open files by their descriptors. */
export const files = new Map()
export const original = { ...fs }

/** Starts counting. @param {Plan} next */
export function arm(next) {
  plan = { ...next, folders: next.folders.map((folder) => resolve(folder)) }
  calls = []
  times = new Map()
  struck = false
  isHalted = false
}

/** Whether calls of a program that is started count: they touch no folder by themselves. */
export function countsPrograms() {
  return plan !== null && !isWithin
}

/** Whether a call is one of the system's own, within another that was counted. */
export function isInner() {
  return isWithin
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
export class Halted extends Error {}

export function isOurs(path) {
  if (plan === null || typeof path !== 'string') return false
  const full = resolve(path)
  return plan.folders.some((folder) => full === folder || full.startsWith(folder + sep))
}

export function pathOf(target) {
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
 * Calls are told apart by what they do, not by their number among all: some come in one run and not in the next, such as
 * the note of how much a stage took.
 */
function markOf(operation, path) {
  const folder = plan.folders.findIndex((one) => path === one || path.startsWith(one + sep))
  const name = relative(plan.folders[folder] ?? '', path).replaceAll(/[0-9a-f]{6,}|(?<=-)\w{6}(?=\W|$)/g, '#')
  const what = `${operation} ${folder}:${name}`
  const nth = times.get(what) ?? 0
  times.set(what, nth + 1)
  return { what, nth }
}

/**
 * Counts a call. @returns {FaultKind | null} what is to happen to it
 * @throws what the system would
 */
export function count(operation, path) {
  if (isHalted) throw new Halted('ended')
  const mark = markOf(operation, resolve(path))
  calls.push({ operation, path: resolve(path), site: siteOf(), mark })
  const { at, kind } = plan
  if (kind === 'ENOSPC' && struck && NEEDS_SPACE.has(operation)) throw refusal(kind, operation, path)
  if (mark.what !== at?.what || mark.nth !== at.nth) return null
  struck = true
  if (kind === 'kill') end()
  if (kind === 'torn' || kind === 'short') return kind
  throw refusal(kind, operation, path)
}

export function end() {
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
export function within(work) {
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
  write: (target, data, options) => {
    if (typeof data !== 'string' && !ArrayBuffer.isView(data)) return
    original.writeFileSync(target, half(Buffer.from(data)), { flag: options?.flag ?? 'a' })
  },
}

export function half(bytes) {
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

/** @param {(args: unknown[], kind: FaultKind | null) => unknown} run */
export function counted(operation, path, args, run) {
  if (isWithin || !isOurs(path)) return run(args, null)
  const kind = count(operation, path)
  if (kind === 'torn') {
    within(() => PARTS[operation]?.(...args))
    end()
  }
  return run(args, kind)
}

/** Where the buffer of a write is cut; strings become bytes. */
export function shortened([target, data, ...rest]) {
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
