import { spawn, spawnSync } from 'node:child_process'
import fs, { existsSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import { afterEach, expect, it, vi } from 'vitest'
import {
  bootDigits,
  isAlive,
  machineDigits,
  processNamespace,
  processStart,
} from '../pipeline/this-machine.ts'

const { readFileSync, readlinkSync } = fs

afterEach(() => {
  vi.restoreAllMocks()
  Object.assign(fs, { readFileSync, readlinkSync })
  syncBuiltinESMExports()
})

/** Runs as a process of another container would, or of a system that tells of none. */
function inNamespace(answer: () => string): void {
  fs.readlinkSync = answer as unknown as typeof fs.readlinkSync
  syncBuiltinESMExports()
}

/** Runs as after a start of this machine, or on a copy of it. */
function underBoot(answer: () => string): void {
  fs.readFileSync = ((path: string, ...others: [BufferEncoding]) =>
    path.endsWith('/boot_id') ? answer() : readFileSync(path, ...others)) as typeof fs.readFileSync
  syncBuiltinESMExports()
}

it('a process lives that is there, be it of another user, and none that ended or that cannot be', () => {
  expect(isAlive(process.pid)).toBe(true)
  expect(isAlive(spawnSync(process.execPath, ['--version']).pid)).toBe(false)
  expect(isAlive(9_999_999_999)).toBe(false)
  vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('EPERM'), { code: 'EPERM' })
  })
  expect(isAlive(1)).toBe(true)
})

it.skipIf(!existsSync('/proc/self/stat'))(
  'a process that ended and that nobody asks for lives no more',
  async () => {
    // The shell becomes a program that knows of no child, as the first process of many a container does.
    const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 60 3<&-'], {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    })
    try {
      const pid = await new Promise<number>((resolve) => {
        createInterface(parent.stdout!).once('line', (line) => resolve(Number(line)))
      })
      await expect.poll(() => fs.readFileSync(`/proc/${parent.pid}/cmdline`, 'utf8')).toMatch(/^sleep/)
      expect(isAlive(pid)).toBe(true)
      ;(parent.stdio[3] as Writable).end()
      await expect.poll(() => fs.readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /)
      expect(process.kill(pid, 0), 'the system counts it').toBe(true)
      expect(isAlive(pid)).toBe(false)
      expect(isAlive(parent.pid!)).toBe(true)
    } finally {
      parent.kill('SIGKILL')
    }
  },
)

it('a machine is told by digits that are always the same, and a container on it by others', () => {
  const own = machineDigits(8)
  expect(own).toMatch(/^[0-9a-f]{8}$/)
  expect(machineDigits(4)).toBe(own.slice(0, 4))
  inNamespace(() => 'pid:[1]')
  expect(processNamespace()).toBe('pid:[1]')
  const first = machineDigits(8)
  expect(machineDigits(8)).toBe(first)
  inNamespace(() => 'pid:[2]')
  expect(machineDigits(8)).not.toBe(first)
  inNamespace(() => {
    throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
  })
  expect(processNamespace()).toBeNull()
  expect(machineDigits(8)).toMatch(/^[0-9a-f]{8}$/)
})

it('a boot is told by digits of its own, which leave those of the machine as they are', () => {
  const machine = machineDigits(8)
  underBoot(() => 'a\n')
  const first = bootDigits(8)
  expect(first).toMatch(/^[0-9a-f]{8}$/)
  expect(bootDigits(4)).toBe(first.slice(0, 4))
  underBoot(() => 'b\n')
  expect(bootDigits(8)).not.toBe(first)
  expect(machineDigits(8)).toBe(machine)
  underBoot(() => {
    throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
  })
  expect(bootDigits(8)).toMatch(/^[0-9a-f]{8}$/)
  expect(processStart(process.pid)).toBeNull()
})
