import { expect } from 'vitest'
import { loadCity } from '../../pipeline/city.ts'
import { UserError } from '../../pipeline/errors.ts'
import { CITY_YAML, smallCity } from './small-city.ts'

/** The error with which a workspace is refused. */
export function refusal(nameOrPath: string): UserError {
  try {
    loadCity(nameOrPath)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('expected a refusal, but the city was loaded')
}

/** The refusal of the small city after one change of its `city.yaml`. */
export function refused(before: string, after: string): UserError {
  expect(CITY_YAML).toContain(before)
  return refusal(smallCity(CITY_YAML.replace(before, after)))
}
