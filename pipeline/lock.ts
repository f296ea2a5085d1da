import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { quietly, writeFileDurably } from './durable.ts'
import { UserError } from './errors.ts'
import { displayPath } from './paths.ts'
import { isAlive, machineDigits, processNamespace, processStart } from './this-machine.ts'

export interface LockOptions {
  /** What to say when it is held. */
  held?: string
  /** Told once for each holder that ended without giving its place back. */
  note?: (message: string) => void
  /** Whether a signal that ends this process takes the flag down; left out by who answers signals itself. */
  endsBySignal?: boolean
  /** How often the flag is dated anew. */
  heartbeat_ms?: number
}

/** What stands in a flag; its time of change, by the clock of the file system, is the heartbeat. */
interface Holder {
  pid: number
  host: string
  /** Tells containers of one host name apart, in which the same id means another process; null where the system does not tell. */
  namespace: string | null
  /** ISO time in UTC. */
  since: string
  /** Tells a process from a later one of the same id; null where the system does not tell. */
  process: string | null
}

interface Flag {
  path: string
  holder: Holder | null
  heartbeat_ms: number
}

/** Long, because a machine may stand still for minutes, and a shared folder be away. */
const STALE_MS = 300_000
const HEARTBEAT_MS = 10_000
/** In a thread of its own, which also beats while the main one computes without a pause. */
const HEART = `
const { closeSync, openSync, writeSync } = require('node:fs')
const { workerData } = require('node:worker_threads')
setInterval(() => {
  try {
    const descriptor = openSync(workerData.flag, 'r+')
    try {
      writeSync(descriptor, '{', 0)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // Whoever holds it asks whether it still stands.
  }
}, workerData.every_ms)
`
/** How often, and how long apart, the first of several that come at once looks whether the others have stepped back. */
const LOOKS = 20
const LOOK_MS = 50

const MACHINE_DIGITS = 4
const FLAG = /^\.lock-[0-9a-f]{16}\.json$/
/** The name tells whose it is, since what stands in it may not be there yet. */
const UNFINISHED_FLAG = /^\.\.lock-(?<machine>[0-9a-f]{4})(?<pid>[0-9a-f]{6})[0-9a-f]{6}\.json\.new$/

/** Flags of this process: one of its id that is not here was left by an earlier process. */
const ours = new Set<string>()

/**
 * Runs work while holding the directory. Everyone who wants it puts up a flag of a name of its own, and has it only when
 * it then sees no other living flag: of two at once at most one can see none. A dead flag can be taken down by anyone at
 * any time, since no flag is ever put up under its name again.
 * @throws UserError `locked` when another run holds it, or took it over meanwhile.
 */
export async function withLock<T>(
  directory: string,
  work: (stillHeld: () => void) => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const flag = join(
    directory,
    `.lock-${machineDigits(MACHINE_DIGITS)}${pidDigits()}${randomBytes(3).toString('hex')}.json`,
  )
  const stillHeld = (): void => {
    if (!existsSync(flag)) throw heldBy(livingFlags(directory, flag, options)[0], directory, options)
  }
  const takeDown = (): void => quietly(() => rmSync(flag, { force: true }))
  // Loaded here, so that a plan need not.
  const stopWatching = options.endsBySignal ? (await import('./ending.ts')).whenEnding(takeDown) : () => {}
  let heart: Worker | undefined
  ours.add(flag)
  try {
    const since = new Date().toISOString()
    const holder: Holder = {
      ...{ pid: process.pid, host: hostname(), namespace: processNamespace(), since },
      process: processStart(process.pid),
    }
    writeFileDurably(flag, `${JSON.stringify(holder)}\n`)
    await waitForOthers(directory, flag, options)
    // What this process was started with is not for the heart: it needs nothing but the system.
    heart = new Worker(HEART, {
      eval: true,
      execArgv: [],
      workerData: { flag, every_ms: options.heartbeat_ms ?? HEARTBEAT_MS },
    })
    heart.on('error', () => {}).unref()
    const result = await work(stillHeld)
    stillHeld()
    return result
  } finally {
    stopWatching()
    heart?.terminate()
    ours.delete(flag)
    takeDown()
  }
}

function pidDigits(): string {
  return (process.pid & 0xffffff).toString(16).padStart(6, '0')
}

/** Of several that come at once all but the first of name step back, and the first waits for that. */
async function waitForOthers(directory: string, flag: string, options: LockOptions): Promise<void> {
  for (let look = 0; ; look++) {
    const others = livingFlags(directory, flag, options)
    if (others.length === 0) return
    const isFirst = others.every(({ path }) => flag < path)
    if (!isFirst || look === LOOKS) throw heldBy(others[0], directory, options)
    await sleep(LOOK_MS)
  }
}

/** The flags of others that live; those of the dead are taken down. */
function livingFlags(directory: string, own: string, { note }: LockOptions): Flag[] {
  const living: Flag[] = []
  const now_ms = fileSystemTime(join(directory, basename(own)))
  for (const name of readdirSync(directory)) {
    const unfinished = UNFINISHED_FLAG.exec(name)
    const isUnfinished = unfinished !== null
    if (!isUnfinished && !(FLAG.test(name) && name !== basename(own))) continue
    const flag = readFlag(join(directory, name))
    if (flag === null) continue
    if (
      isUnfinished ? isSilent(flag, now_ms) || isOfDeadProcess(unfinished, directory) : isDead(flag, now_ms)
    ) {
      rmSync(flag.path, { force: true })
      if (!isUnfinished) note?.(`taken over from ${said(flag)}, which ended without giving it back`)
    } else if (!isUnfinished) living.push(flag)
  }
  return living
}

/** Null where it was taken down meanwhile. */
function readFlag(path: string): Flag | null {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return null
  return { path, holder: readHolder(path), heartbeat_ms: found.mtimeMs }
}

function readHolder(path: string): Holder | null {
  try {
    const stated = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>
    const { pid, host, namespace, since, process: start } = stated
    if (typeof pid !== 'number' || typeof host !== 'string') return null
    return { pid, host, namespace: namespace ?? null, since: String(since), process: start ?? null }
  } catch {
    return null
  }
}

/** Whether the name of an unfinished flag tells of a process of this machine that is no more, be it one of our own id. */
function isOfDeadProcess({ 0: name, groups }: RegExpExecArray, directory: string): boolean {
  if (groups!.machine !== machineDigits(MACHINE_DIGITS)) return false
  if (groups!.pid === pidDigits()) return !ours.has(join(directory, name.slice(1, -'.new'.length)))
  return !isAlive(Number.parseInt(groups!.pid!, 16))
}

function isSilent({ heartbeat_ms }: Flag, now_ms: number): boolean {
  return now_ms - heartbeat_ms > STALE_MS
}

/** A process of this machine is asked for; of another one its heartbeat tells. */
function isDead(flag: Flag, now_ms: number): boolean {
  const { holder, path } = flag
  if (holder === null || holder.host !== hostname()) return isSilent(flag, now_ms)
  if (holder.namespace !== null && holder.namespace !== processNamespace()) return isSilent(flag, now_ms)
  if (holder.pid === process.pid) return !ours.has(path)
  if (!isAlive(holder.pid)) return true
  const start = processStart(holder.pid)
  // Silent and alive, it computes; unless nothing tells whether it is still the same process.
  if (holder.process === null || start === null) return isSilent(flag, now_ms)
  return start !== holder.process
}

/**
 * What the clock of the file system says, which also dates the heartbeats of others: clocks of two machines that share a
 * folder may be minutes apart, and may be set back.
 */
function fileSystemTime(own: string): number {
  touch(own)
  return statSync(own, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
}

/** Dates the flag anew by writing its first sign again. */
function touch(flag: string): void {
  // Where that is refused, or it was taken down, what it says so far holds.
  quietly(() => {
    const descriptor = openSync(flag, 'r+')
    try {
      writeSync(descriptor, '{', 0)
    } finally {
      closeSync(descriptor)
    }
  })
}

function said({ holder, heartbeat_ms }: Flag): string {
  const heard = `last heard of at ${new Date(heartbeat_ms).toISOString()}`
  if (holder === null) return `a run that is not known, ${heard}`
  return `process ${holder.pid} on ${holder.host} since ${holder.since}, ${heard}`
}

function heldBy(flag: Flag | undefined, directory: string, { held }: LockOptions): UserError {
  return new UserError('locked', {
    what: held ?? 'another run is building this city',
    where: { file: displayPath(directory) },
    got: flag ? said(flag) : undefined,
    next: `wait until it ends; when it died on another machine, its place is free after ${STALE_MS / 60_000} minutes`,
  })
}
