// What functions of node:fs do to a disk.

/** Functions of node:fs by what they do; the place of the path among their arguments. */
export const CHANGES = {
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
  fchmod: ['touch', 0],
  appendFile: ['write', 0],
  fsync: ['sync', 0],
  fdatasync: ['sync', 0],
  ftruncate: ['write', 0],
}

export function opensForWriting(flags) {
  if (typeof flags === 'number') return (flags & 3) !== 0 || (flags & 0o100) !== 0
  return /[wa+]/.test(flags ?? 'r')
}
