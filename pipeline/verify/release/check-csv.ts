import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import type { ListedFile } from '../../release/manifest.ts'
import { runsAsFormula } from '../../values/csv-cell.ts'
import type { ReleaseFaults } from './faults.ts'
import { reasonInIndonesian } from './reasons.ts'

/** Reads a CSV as RFC 4180 has it: rows as listed, each as long as the header, and no cell that a spreadsheet would run. */
export async function checkCsv(
  directory: string,
  { path, rows }: ListedFile,
  faults: ReleaseFaults,
): Promise<void> {
  const add = (en: string, id: string) => faults.add('csv', path, en, id)
  let header: string[] | null = null
  let count = 0
  try {
    const records = createReadStream(join(directory, path)).pipe(parse({ bom: true }))
    for await (const record of records as AsyncIterable<string[]>) {
      if (header === null) {
        header = record
        const twice = header.find((name, i) => header!.indexOf(name) < i)
        if (twice !== undefined) add(`has the column ${twice} twice`, `berkolom ${twice} dua kali`)
      } else {
        count++
        faults.look('csv')
      }
      record.forEach((cell, column) => {
        if (!runsAsFormula(cell)) return
        const name = header![column]
        add(
          `row ${count}, column ${name}: a spreadsheet would run ${cell.slice(0, 40)}`,
          `baris ${count}, kolom ${name}: lembar kerja akan menjalankan ${cell.slice(0, 40)}`,
        )
      })
    }
  } catch (error) {
    add(
      `cannot be read: ${(error as Error).message}`,
      `tidak terbaca: ${reasonInIndonesian((error as Error).message)}`,
    )
    return
  }
  if (rows !== null && rows !== count)
    add(`has ${count} rows, listed ${rows}`, `berisi ${count} baris, tercatat ${rows}`)
}
