import fs, { type StatsFs } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** What statfs(2) calls them. */
const TYPES = { ext4: 0xef53, nfs: 0x6969, fuse: 0x65735546 } as const

/** Does something while every folder lies on a file system of this type; not what is awaited in it. */
export function onFileSystem<T>(type: keyof typeof TYPES, work: () => T): T {
  const { statfsSync } = fs
  fs.statfsSync = ((path: string) =>
    Object.assign(statfsSync(path), { type: TYPES[type] }) as StatsFs) as typeof statfsSync
  syncBuiltinESMExports()
  try {
    return work()
  } finally {
    fs.statfsSync = statfsSync
    syncBuiltinESMExports()
  }
}
