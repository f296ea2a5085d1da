import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface LockedPackage {
  version?: string
  resolved?: string
  optionalDependencies?: Record<string, string>
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, LockedPackage>
}
const locked = Object.entries(lock.packages).filter(([path]) => path !== '')

describe('the lock file', () => {
  it('pins every package and names no download address', () => {
    expect(locked.length).toBeGreaterThan(100)
    expect(locked.filter(([, entry]) => entry.version === undefined || entry.resolved !== undefined)).toEqual(
      [],
    )
  })

  it('lists the binaries of every platform, without which npm ci refuses to install', () => {
    const missing = locked.flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter(
        (name) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
      ),
    )
    expect(missing).toEqual([])
  })
})
