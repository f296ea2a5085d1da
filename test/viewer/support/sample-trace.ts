import { mkdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NUMBERS_PATH } from '../../../pipeline/viewer/why-numbers-file.ts'
import {
  PART_COLUMNS,
  type PublishedTrace,
  type TracedWay,
  tracePath,
} from '../../../pipeline/viewer/why-trace.ts'

const RULE = { source: 0, confidence: 'high' } as const

/** Volume and denominator of an RT, in metres; null is not known. */
export type SamplePart = [volume: number | null, denominator: number]

/**
 * The trace of a zone of the sample city, of two criteria: `1a` of the RT given, and `1b` of which nothing is deficient.
 * @param rule what the first source of a rule is called
 */
export function sampleTrace(
  zone_id: string,
  rt: readonly { rt_id: string; rt_rw: string }[],
  parts: readonly SamplePart[],
  rule: string,
): PublishedTrace {
  const known = parts.reduce((sum, [volume]) => sum + (volume ?? 0), 0)
  const whole = parts.reduce((sum, [, denominator]) => sum + denominator, 0)
  const missing = parts.filter(([volume]) => volume === null)
  const isKnown = missing.length === 0
  const open = missing.reduce((sum, [, denominator]) => sum + denominator, 0)
  const way = (criterion: string, volume: number | null, rows: readonly SamplePart[]): TracedWay => ({
    ...{ criterion, aspect: '1', label: { id: `Kriteria ${criterion}`, en: `Criterion ${criterion}` } },
    ...{ unit: 'm', unit_label: { id: 'meter', en: 'metres' }, definition: RULE },
    test: { id: 'Uji contoh.', en: 'A sample test.', source: 1, confidence: 'low' },
    ...{ volume, denominator: whole, denominator_rule: 'road_ideal_m' },
    denominator_columns: [
      {
        column: 'road_ideal_m',
        title: { id: 'Panjang jalan ideal', en: 'Ideal length of roads' },
        unit: 'm',
      },
    ],
    percent: volume === null ? null : (100 * volume) / whole,
    score: volume === null ? null : volume === 0 ? 0 : 1,
    score_min: volume === 0 ? 0 : 1,
    score_max: volume === null ? 3 : volume === 0 ? 0 : 1,
    flag: volume === null ? 'missing' : null,
    sum: {
      ...{ volume_known: volume ?? known, volume_open: volume === null ? open : 0, denominator_known: whole },
      ...{
        volumes_missing: volume === null ? missing.length : 0,
        denominators_missing: 0,
        agrees: volume === null ? null : true,
      },
    },
    interval:
      volume === null
        ? { percent_min: (100 * known) / whole, percent_max: (100 * (known + open)) / whole }
        : null,
    works: [],
    parts: rows.map(([own, of], i) => [
      ...[i, own, of, own === null ? null : (100 * own) / of, own === null ? null : 1],
      ...[own === null ? null : 'stated', null, 0, 40 + i, 0, 40 + i],
    ]),
  })
  return {
    ...{ format: 'petakumuh-trace/1', zone_id, name: null, decree: null, vintage: 2021, note: null },
    methodology: { id: 'permen-pupr-14-2018', title: { id: 'Permen', en: 'Permen' } },
    files: [
      { source_id: 'profil', title: { id: 'Profil RT', en: 'RT profiles' }, path: 'sources/profil.csv' },
    ],
    rule_sources: [
      { id: rule, en: rule },
      { id: 'Formulir', en: 'Form' },
    ],
    record: null,
    total: {
      ...{
        score_source: 'computed',
        score_total: isKnown ? 1 : null,
        score_min: 1,
        score_max: isKnown ? 1 : 3,
      },
      ...{ score_class: 'TK', score_class_min: 'TK', score_class_max: 'TK', max_total: 10 },
      ...{ completeness_pct: 100, rt_count: parts.length, rule: RULE },
      classes: [{ code: 'TK', label: { id: 'Tidak Kumuh', en: 'Not slum' }, min: 0, max: 10 }],
    },
    rules: { aggregation: RULE, missing_data: RULE, zero_denominator: RULE, bands: RULE },
    bands: [
      { min_pct: 0, score: 0, printed: '< 25 %' },
      { min_pct: 24.995, score: 1, printed: '25–50 %' },
      { min_pct: 50.995, score: 3, printed: '51–75 %' },
    ],
    rt: rt.slice(0, parts.length).map((one) => ({ ...one, method: 'profile', share_pct: 100 })),
    part_columns: PART_COLUMNS,
    criteria: [
      way('1a', isKnown ? known : null, parts),
      way(
        '1b',
        0,
        parts.map(([, of]): SamplePart => [0, of]),
      ),
    ],
    areas: {
      ...{ area_ha_decree: 12.6, area_ha_decree_text: '12,60', area_ha_utm: 12.5, utm_crs: 'EPSG:32748' },
      ...{ area_ha_geodesic: 12.51, perimeter_m: 1500, area_difference_pct: 0.8, area_status: 'ok' },
      limits: { warn_pct: 1, error_pct: 5 },
    },
    ...{ density: null, outside: null, decisions: [], years: [] },
  }
}

/** Lists traces and rules of numbers in the manifest of a sample release, and writes the traces that are given. */
export async function addTraces(
  folder: string,
  traces: readonly { feature_id: number; trace: PublishedTrace | null }[],
): Promise<void> {
  const { manifest } = JSON.parse(await readFile(join(folder, 'latest.json'), 'utf8'))
  const content = JSON.parse(await readFile(join(folder, manifest), 'utf8'))
  for (const { feature_id, trace } of traces) {
    const path = tracePath(feature_id)
    content.files.push({ path, bytes: 1000, media_type: 'application/json' })
    if (trace !== null) await writeTrace(folder, feature_id, trace)
  }
  content.files.push({ path: NUMBERS_PATH, bytes: 1000, media_type: 'application/json' })
  await writeFile(join(folder, manifest), JSON.stringify(content))
}

/** Writes the trace of a zone to where its release looks for it. */
export async function writeTrace(folder: string, feature_id: number, trace: PublishedTrace): Promise<void> {
  const { release } = JSON.parse(await readFile(join(folder, 'latest.json'), 'utf8'))
  const path = join(folder, 'releases', release, tracePath(feature_id))
  mkdirSync(join(path, '..'), { recursive: true })
  await writeFile(path, JSON.stringify(trace))
}
