import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { UserError } from '../errors.ts'
import type { ReadOptions } from './types.ts'

export interface GzipLimits {
  /** Inflated bytes of one file. */
  totalBytes: number
  /** Inflated against compressed size, for files that inflate to more than `ratioFromBytes`. */
  ratio: number
  ratioFromBytes: number
}

/** Text is inflated as a stream and fills nothing: the limits keep a bomb from running for hours. */
export const GZIP_LIMITS: GzipLimits = {
  totalBytes: 64 * 2 ** 30,
  ratio: 200,
  ratioFromBytes: 64 * 2 ** 20,
}

/** What is made of one chunk lives until the next: much larger ones cost more in garbage collection than they save in reads. */
const CHUNK_BYTES = 256 << 10

/** True when a file begins with the magic of gzip (RFC 1952, method deflate). */
export async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path, 'r')
  try {
    const head = Buffer.alloc(3)
    await handle.read(head, 0, 3, 0)
    return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8
  } finally {
    await handle.close()
  }
}

/**
 * Streams the bytes of a file; a gzip file is inflated on the way, all of its members one after the other. Leaving early closes the file.
 *
 * Source: RFC 1952.
 * @throws UserError `source` for a gzip file that is damaged or cut off, or that inflates beyond the limits
 */
export async function* readBytes(
  path: string,
  label = basename(path),
  limits: GzipLimits = GZIP_LIMITS,
): AsyncGenerator<Buffer> {
  const isInflated = await isGzip(path)
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  if (!isInflated) {
    yield* file as AsyncIterable<Buffer>
    return
  }
  const inflated = createGunzip({ chunkSize: CHUNK_BYTES })
  // The callback is there because pipeline needs one: the error arrives where the stream is iterated.
  pipeline(file, inflated, () => {})
  let total = 0
  try {
    for await (const chunk of inflated as AsyncIterable<Buffer>) {
      total += chunk.length
      requireWithin(limits, total, file.bytesRead, label)
      yield chunk
    }
  } catch (error) {
    throw isZlibError(error) ? damaged(label, error) : error
  } finally {
    inflated.destroy()
  }
}

/** The name of a layer of one file: the file's without its ending, and without `.gz` after that. */
export function layerNameOf(path: string): string {
  const name = basename(path).replace(/\.gz$/i, '')
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}

/**
 * The name of the only layer of a file.
 * @throws UserError `config` when another is asked for
 */
export function onlyLayer(path: string, { label, layer }: Pick<ReadOptions, 'label' | 'layer'>): string {
  const name = layerNameOf(path)
  if (layer === undefined || layer.toLowerCase() === name.toLowerCase()) return name
  throw new UserError('config', {
    what: 'the file has no such layer',
    where: { file: label, key: 'layer' },
    got: layer,
    expected: `${name}, the only one`,
    next: 'leave layer out for this file',
  })
}

function requireWithin(limits: GzipLimits, total: number, compressed: number, label: string): void {
  const ratio = total / Math.max(1, compressed)
  const isBomb = total > limits.ratioFromBytes && ratio > limits.ratio
  if (!isBomb && total <= limits.totalBytes) return
  throw new UserError('source', {
    what: 'the gzip file is larger inside than is safe to read',
    where: { file: label },
    got: isBomb ? `compressed ${Math.round(ratio)} times` : `more than ${limits.totalBytes} bytes inflated`,
    expected: isBomb ? `at most ${limits.ratio} times` : `at most ${limits.totalBytes} bytes`,
    next: 'if the file is what it says it is, extract it and name the file inside as `path`',
  })
}

function isZlibError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && /^Z_/.test((error as NodeJS.ErrnoException).code ?? '')
}

function damaged(label: string, cause: Error): UserError {
  return new UserError(
    'source',
    {
      what: 'the gzip file is damaged or cut off',
      where: { file: label },
      got: cause.message,
      expected: 'a whole gzip file',
      next: 'ask for the file again: the copy or the download did not complete',
    },
    { cause },
  )
}
