import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Text } from './types.ts'

export const LEGEND_FILE = fileURLToPath(new URL('../../../../schemas/legend.json', import.meta.url))

interface LegendClass extends Text {
  code: string
  colour: string
}

/** The parts of `schemas/legend.json` the report draws with. */
export interface Legend {
  score_class: LegendClass[]
  missing: Text & { colour: string }
  ground: { sea: string; land: string; kelurahan: string; label: string; outline: string }
}

let cache: Legend | undefined

export function legend(): Legend {
  cache ??= JSON.parse(readFileSync(LEGEND_FILE, 'utf8')) as Legend
  return cache
}

/** The hatch that means "no data"; `id` must be its own in the page. */
export function hatchPattern(id: string): string {
  return (
    `<pattern id="${id}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<rect width="5" height="5" fill="#fff"/>` +
    `<line x1="0" y1="0" x2="0" y2="5" stroke="${legend().missing.colour}" stroke-width="2.2"/></pattern>`
  )
}
