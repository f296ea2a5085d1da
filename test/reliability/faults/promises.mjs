// Wraps the functions of node:fs/promises and the handles of files.
import fs from 'node:fs'
import { CHANGES, opensForWriting } from './changes.mjs'
import { count, counted, end, files, isOurs, pathOf, shortened } from './plan.mjs'

export async function wrapPromises() {
  const promises = fs.promises
  const before = { ...promises }
  for (const [name, [operation, place]] of Object.entries(CHANGES)) {
    if (before[name] === undefined) continue
    promises[name] = async (...args) =>
      counted(operation, pathOf(args[place]), args, (given) => before[name](...given))
  }
  promises.writeFile = async (path, data, options) => {
    const target = typeof path === 'object' && 'fd' in path ? files.get(path.fd) : pathOf(path)
    const part = [path?.fd ?? path, data, { flag: 'w' }]
    return counted('write', target, part, () => before.writeFile(path, data, options))
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
