import { closeSync, openSync, readSync } from 'node:fs'
import { contentOfLine } from './odd-line.ts'

const FIRST_BYTES = 2 ** 16
const MOST_BYTES = 2 ** 28
const CRS_NAME = /"crs"\s*:\s*\{[^{}]*\{[^{}]*"name"\s*:\s*"([^"]*)"/
/** Names under which files say that their coordinates are longitude and latitude of WGS 84. */
const WGS_84 = /(?:CRS:?84|EPSG:+4326)$/i

/**
 * Whether a GeoJSON file has its features one a line, so that `readLines` can read it: newline-delimited GeoJSON, a text
 * sequence of RFC 8142 on single lines, or a FeatureCollection written with a feature a line. Files of other shapes, with
 * another crs, or with nothing in them are not: the ordinary reader tells what they are.
 * @throws the errors of node:fs when the file cannot be read
 */
export function isLineDelimited(path: string): boolean {
  const fd = openSync(path, 'r')
  try {
    for (let bytes = FIRST_BYTES; bytes <= MOST_BYTES; bytes *= 8) {
      const block = Buffer.alloc(bytes)
      const filled = readFully(fd, block)
      const verdict = judge(block.toString('utf8', 0, filled), filled < bytes)
      if (verdict !== undefined) return verdict
    }
    return false
  } finally {
    closeSync(fd)
  }
}

function readFully(fd: number, block: Buffer): number {
  let filled = 0
  for (let got = -1; got !== 0 && filled < block.length; filled += got)
    got = readSync(fd, block, filled, block.length - filled, filled)
  return filled
}

/**
 * @param whole whether the text is the whole file
 * @returns undefined when more of the file is needed
 */
function judge(text: string, whole: boolean): boolean | undefined {
  const crs = CRS_NAME.exec(text)?.[1]
  if (crs !== undefined && !WGS_84.test(crs)) return false
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start)
    if (feed < 0 && !whole) return undefined
    const line = text.slice(start, feed < 0 ? text.length : feed)
    const { features, fault } = contentOfLine(line)
    if (fault !== undefined) return false
    if (features.length > 0) return !isCollection(line)
    start = feed < 0 ? text.length : feed + 1
  }
  return whole ? false : undefined
}

/** A collection on one line: threads cannot share it out. */
function isCollection(line: string): boolean {
  return /^\W*"type"\s*:\s*"FeatureCollection"/.test(line) || /"features"\s*:\s*\[/.test(line)
}
