import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { isDate } from './calendar-date.ts'

const compiled = new Map<string, ValidateFunction>()

/** The check of a settings file against a schema of `schemas/`, compiled once; every error is kept, with the value it met. */
export function checkedBy<T>(schema: string): ValidateFunction<T> {
  let check = compiled.get(schema)
  if (!check) {
    check = new Ajv2020({
      allErrors: true,
      verbose: true,
      strict: false,
      // The schemas are ours and tested against their own; doing so here would take longer than all the rest.
      meta: false,
      validateSchema: false,
      code: { optimize: false },
      formats: { date: isDate },
    }).compile(JSON.parse(readFileSync(schema, 'utf8')))
    compiled.set(schema, check)
  }
  return check as ValidateFunction<T>
}
