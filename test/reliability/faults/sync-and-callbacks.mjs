// Wraps the functions of node:fs that wait, and those that call back.
import fs from 'node:fs'
import { CHANGES, opensForWriting } from './changes.mjs'
import {
  count,
  counted,
  end,
  files,
  half,
  isInner,
  isOurs,
  original,
  pathOf,
  shortened,
  within,
} from './plan.mjs'

export function wrapSync() {
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
    if (isInner() || !isOurs(path)) return original.writeSync(...args)
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
    if (isInner() || !isOurs(pathOf(path))) return write([], null)
    const kind = count('write', pathOf(path))
    write([], kind)
    if (kind === 'torn') end()
  }
}

export function wrapCallbacks() {
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
