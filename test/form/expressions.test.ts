import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { loadCity, PROJECT_ROOT } from '../../pipeline/city.ts'
import { makeForm } from '../../pipeline/form/index.ts'
import { parseRtRw } from '../../pipeline/values/rt-rw.ts'

/** What an expression of a form gives: the few functions of ODK XForms that our forms use, with their meaning there. */
function evaluate(expression: string, answers: Record<string, string>, self = ''): unknown {
  const literals: string[] = []
  const code = expression
    .replaceAll(/'[^']*'/g, (literal) => `"${literals.push(literal.slice(1, -1)) - 1}"`)
    .replaceAll(/\$\{(\w+)\}/g, (_, name: string) => `answers.${name}`)
    .replaceAll(/(?<![\w.])\.(?=[ ,])/g, 'self')
    .replaceAll(/\bif\(/g, 'choose(')
    .replaceAll('-', '_')
    .replaceAll(/ = /g, ' === ')
    .replaceAll(/ or /g, ' || ')
    .replaceAll(/ and /g, ' && ')
    .replaceAll(/"(\d+)"/g, (_, index: string) => JSON.stringify(literals[Number(index)]))
  const functions = {
    choose: (condition: unknown, yes: unknown, no: unknown) => (condition ? yes : no),
    concat: (...parts: string[]) => parts.join(''),
    regex: (text: string, pattern: string) => new RegExp(pattern).test(text),
    not: (value: unknown) => !value,
    starts_with: (text: string, start: string) => text.startsWith(start),
    selected_at: (text: string, index: number) => text.split(' ')[index] ?? '',
  }
  const names = Object.keys(functions)
  return new Function(...names, 'answers', 'self', `return ${code}`)(
    ...Object.values(functions),
    answers,
    self,
  )
}

function cellsOf(table: string, name: string, city: string | null = null): Record<string, string> {
  const { survey } = makeForm(city === null ? null : loadCity(city), { table }).sheets
  const [header, ...rows] = survey
  const row = rows.find((cells) => cells[1] === name)!
  return Object.fromEntries(header!.map((column, index) => [column, row[index]!]))
}

describe('RT and RW', () => {
  const { calculation } = cellsOf('households', 'rt_rw')
  const { constraint } = cellsOf('households', 'rt')

  it.each([
    ['2', '6', 'RT002-RW006'],
    ['02', '006', 'RT002-RW006'],
    ['14', '5', 'RT014-RW005'],
    ['100', '12', 'RT100-RW012'],
    ['6A', '2', 'RT006A-RW002'],
    ['12b', '3', 'RT012B-RW003'],
  ])('typed as %s and %s are the key %s', (rt, rw, key) => {
    expect(evaluate(constraint!, {}, rt)).toBe(true)
    const written = String(evaluate(calculation!, { rt, rw }))
    expect(written.toUpperCase()).toBe(key)
    expect(parseRtRw(written)?.key).toBe(key)
  })

  it('are no key while one of them is missing', () => {
    expect(evaluate(calculation!, { rt: '2', rw: '' })).toBe('')
    expect(evaluate(calculation!, { rt: '', rw: '6' })).toBe('')
  })

  it.each(['0', '000', '00A', '1234', 'II', '2/6', 'RT2', '6AB', '-1', '2 '])('refuse %s', (typed) => {
    expect(evaluate(constraint!, {}, typed)).toBe(false)
  })
})

describe('the accuracy', () => {
  const { calculation } = cellsOf('households', 'accuracy_m')

  it('is the fourth part of the point, and blank without one', () => {
    expect(evaluate(calculation!, { location: '-6.5 106.5 3.0 4.5' })).toBe('4.5')
    expect(evaluate(calculation!, { location: '' })).toBe('')
  })
})

describe('a typed kelurahan code', () => {
  it('must have the shape of one, and in a city begin with its code', () => {
    const { constraint } = cellsOf('households', 'kelurahan_code')
    expect(evaluate(constraint!, {}, '33.75.01.1001')).toBe(true)
    expect(evaluate(constraint!, {}, '3375011001')).toBe(false)
  })
})

describe('the answers to choose from', () => {
  const sources = join(PROJECT_ROOT, 'data/tanjungpinang/sources')

  it.each([
    ['roof', 'grup_rumah/atap'],
    ['wall', 'grup_rumah/dinding'],
    ['floor', 'grup_rumah/lantai'],
    ['water_source', 'grup_rumah/sumber_air'],
    ['toilet', 'grup_rumah/jamban'],
    ['septic', 'grup_rumah/septik'],
    ['tenure', 'grup_rumah/status_lahan'],
    ['work_status', 'grup_kerja/status_pekerjaan'],
    ['contract_form', 'grup_kerja/bentuk_kontrak'],
  ])('of %s hold those that the demonstration city has under %s', (list, column) => {
    const [header, ...rows] = demonstration()
    const at = header!.indexOf(column)
    const given = new Set(rows.map((row) => row[at]!))
    for (const blank of ['', '-', 'NA']) given.delete(blank)
    const { choices } = makeForm(null, { table: 'households' }).sheets
    const offered = choices.filter(([of]) => of === list).map(([, name]) => name)
    expect(given.size).toBeGreaterThan(2)
    expect(offered).toEqual(expect.arrayContaining([...given]))
  })

  let survey: string[][] | undefined
  function demonstration(): string[][] {
    survey ??= parse(readFileSync(join(sources, 'survei_rumah_tangga.csv'), 'utf8'), {
      delimiter: ';',
    }) as string[][]
    return survey
  }

  it('of facilities hold the kinds of the demonstration city', () => {
    const { features } = JSON.parse(readFileSync(join(sources, 'fasilitas.geojson'), 'utf8')) as {
      features: { properties: { jenis: string } }[]
    }
    const offered = makeForm(null, { table: 'facilities' }).sheets.choices.map(([, name]) => name)
    expect(offered).toEqual(expect.arrayContaining(features.map((feature) => feature.properties.jenis)))
  })
})
