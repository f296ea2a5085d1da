import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { afterEach, expect, it, vi } from 'vitest'
import { isAlive, machineDigits, processNamespace } from '../pipeline/this-machine.ts'

const { readlinkSync } = fs

afterEach(() => {
  vi.restoreAllMocks()
  fs.readlinkSync = readlinkSync
  syncBuiltinESMExports()
})

/** Runs as a process of another container would, or of a system that tells of none. */
function inNamespace(answer: () => string): void {
  fs.readlinkSync = answer as unknown as typeof fs.readlinkSync
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
