import { isAbsolute, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url))
export const METHODOLOGY_DIR = join(PROJECT_ROOT, 'schemas/methodologies')

/** Where the outputs of all cities lie unless another folder is named. */
export const OUTPUT_ROOT = join(PROJECT_ROOT, 'output')

/** Usual place of the output of a city. */
export function outputOf(cityName: string): string {
  return join(OUTPUT_ROOT, cityName)
}

/** Folder in the output of a city, there while a stage runs: one that is there before was left by a run that was killed. */
export const TEMPORARY = '.temporary'

/** A path as shown to people: relative to where they stand when it is below it. */
export function displayPath(path: string): string {
  const shown = relative(process.cwd(), path)
  return shown !== '' && isInside(process.cwd(), path) ? shown : path
}

/** An argument as a shell takes it whole. */
export function shellQuoted(argument: string): string {
  return /^[\w./:@%+,-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}

/** Whether Windows takes a name for that of a device, whatever follows a dot: such a file cannot be made there, or is no file. */
export function isDeviceName(name: string): boolean {
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name)
}

/** Whether a path is the directory itself or lies below it, by its letters. */
export function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
