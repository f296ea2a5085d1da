import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../pipeline/errors.ts'
import { type InitOptions, initCity } from '../../pipeline/init/init-city.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { tempDir } from '../support/shapefile-writer.ts'

/** Runs `init` on files with these contents, in a workspace of its own. */
export async function init(files: Record<string, string | Buffer>, options: InitOptions = {}) {
  const paths = given(files)
  const workspace = join(paths.home, 'kota')
  const outcome = await initCity(workspace, paths.files, options, createProgress('quiet'))
  return { ...outcome, workspace, text: readFileSync(join(workspace, 'city.yaml'), 'utf8') }
}

/** Writes the files into a folder of their own. */
export function given(files: Record<string, string | Buffer>): { home: string; files: string[] } {
  const home = tempDir()
  mkdirSync(join(home, 'given'))
  return {
    home,
    files: Object.entries(files).map(([name, content]) => {
      writeFileSync(join(home, 'given', name), content)
      return join(home, 'given', name)
    }),
  }
}

export async function refusal(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof UserError) return error
  throw error ?? new Error('nothing was refused')
}

interface Square {
  properties: Record<string, unknown>
  at: readonly [number, number]
}

/** Squares with their south-western corner at `at`. */
export function squares(
  features: readonly Square[],
  { crs, size = 0.001 }: { crs?: string; size?: number } = {},
): string {
  return JSON.stringify({
    type: 'FeatureCollection',
    ...(crs ? { crs: { type: 'name', properties: { name: crs } } } : {}),
    features: features.map(({ properties, at: [x, y] }) => ({
      type: 'Feature',
      properties,
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [x, y],
            [x + size, y],
            [x + size, y + size],
            [x, y + size],
            [x, y],
          ],
        ],
      },
    })),
  })
}
