import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inject } from 'vitest'

/** A new temporary folder, removed when the run ends: some are made for a whole file. */
export function temporaryFolder(): string {
  return mkdtempSync(join(inject('runFolder'), 'test-'))
}

/** Writes files below a folder, by path. */
export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** A workspace of one small CSV, or with another `city.yaml`; returns its folder. */
export function smallCity(cityYaml: string = CITY_YAML): string {
  const folder = temporaryFolder()
  writeFiles(folder, {
    'city.yaml': cityYaml,
    'sources/decrees.csv': 'nomor,tanggal,judul,tahun\n1/2014,2014-05-02,Penetapan,2014\n',
  })
  return folder
}

export const CITY_YAML = `name: kota-uji
title: { id: Kota Uji, en: Test City }
code: "99.71"
size_class: sedang
utm_crs: EPSG:32748
envelope: [106, -7, 107, -6]
methodology: permen-pupr-14-2018
sources:
  - id: sk
    title: { id: Daftar SK, en: Decrees }
    table: decrees
    path: sources/decrees.csv
    licence: CC0-1.0
    columns:
      decree_number: nomor
      decree_date: tanggal
      title: judul
      vintage: tahun
      kind: { value: baseline }
    examples:
      - raw: { nomor: 1/2014, tanggal: 2014-05-02, judul: Penetapan, tahun: "2014" }
        canonical: { decree_number: 1/2014 }
`
