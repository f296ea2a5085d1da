import { lstatSync, readdirSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Types of file systems of Linux (statfs(2)) that no two running machines have at once: ext, xfs, btrfs, zfs, f2fs, tmpfs, overlay. */
const OF_ONE_MACHINE = new Set([
  ...[0xef53, 0x58465342, 0x9123683e, 0x2fc12fc1, 0xf2f52010],
  ...[0x01021994, 0x794c7630],
])
const SILENT_MS = 7 * 24 * 3600_000

/**
 * Whether nobody uses any more what was made by a machine of our name under another boot. On a file system of one machine that
 * was before a restart. On others it may be another machine of the same name, as copies of a virtual one are, and its work
 * is over only when nothing was written for a week.
 * @param path a file, or a folder with all within
 * @throws Error of the system where it is no longer there
 */
export function isLeftByOtherBoot(path: string): boolean {
  return OF_ONE_MACHINE.has(statfsSync(dirname(path)).type) || isSilent(path, Date.now() - SILENT_MS)
}

function isSilent(path: string, since_ms: number): boolean {
  const found = lstatSync(path)
  if (found.mtimeMs > since_ms) return false
  return !found.isDirectory() || readdirSync(path).every((name) => isSilent(join(path, name), since_ms))
}
