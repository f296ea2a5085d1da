import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { UserError } from '../errors.ts'
import { contentOfLine, NOT_JSON } from '../tiler/input/odd-line.ts'

const BLOCK_BYTES = 2 ** 16
const LINE_FEED = 0x0a

/**
 * Looks at the end of a file with a feature a line: a last line that does not end and is not whole JSON has been cut off, and
 * others may be missing after it.
 * @throws UserError `source`
 */
export function refuseCutOff(path: string, label: string): void {
  const fd = openSync(path, 'r')
  try {
    const last = lastLineOf(fd)
    const { fault } = contentOfLine(last.toString('utf8'))
    if (fault?.startsWith(NOT_JSON) !== true) return
    throw new UserError('source', {
      what: 'the last line of the file is cut off',
      where: { file: label, line: lineFeedsIn(fd) + 1 },
      got: `${fault}, and no end of the line`,
      expected: 'a whole feature, or a line that ends',
      next: 'if the file was cut off by a copy or a download ask for it again; otherwise remove the line',
    })
  } finally {
    closeSync(fd)
  }
}

/** What follows the last line feed; nothing where that ends the file. */
function lastLineOf(fd: number): Buffer {
  const blocks: Buffer[] = []
  for (let end = fstatSync(fd).size; end > 0; ) {
    const start = Math.max(0, end - BLOCK_BYTES)
    const block = Buffer.alloc(end - start)
    readSync(fd, block, 0, block.length, start)
    const feed = block.lastIndexOf(LINE_FEED)
    blocks.unshift(block.subarray(feed + 1))
    if (feed >= 0) break
    end = start
  }
  return Buffer.concat(blocks)
}

function lineFeedsIn(fd: number): number {
  const block = Buffer.alloc(BLOCK_BYTES)
  let feeds = 0
  for (let at = 0, got = -1; got !== 0; at += got) {
    got = readSync(fd, block, 0, block.length, at)
    for (
      let feed = block.indexOf(LINE_FEED);
      feed >= 0 && feed < got;
      feed = block.indexOf(LINE_FEED, feed + 1)
    )
      feeds++
  }
  return feeds
}
