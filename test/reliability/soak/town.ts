import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeCleanCity } from '../../support/clean-city.ts'
import type { Random } from './random.ts'

const ZONES = 6

/** What may happen to the files of a city between two nights. */
export const EDITS = [
  ...['numbers', 'title', 'cut source', 'noise', 'removed source', 'broken city.yaml', 'zones gone'],
] as const
export type Edit = (typeof EDITS)[number] | 'mended'
/** Edits after which the city can be built. */
const GOOD: readonly Edit[] = ['numbers', 'title', 'mended']

/** A small city whose sources are edited like those of a city hall: well, badly, and by accident. */
export class Town {
  readonly name: string
  readonly workspace: string
  /** Whether its sources can be built as they are. */
  isGood = true
  #edits = 0

  constructor(folder: string, number: number) {
    this.name = `kota-${String(number).padStart(2, '0')}`
    this.workspace = join(folder, this.name)
  }

  async write(): Promise<void> {
    rmSync(this.workspace, { recursive: true, force: true })
    await writeCleanCity(this.workspace, ZONES)
    this.#change('city.yaml', (text) => text.replace('kota-bersih', this.name))
    this.isGood = true
  }

  async edit(random: Random): Promise<Edit> {
    this.#edits++
    const edit: Edit = !this.isGood && random.chance(0.6) ? 'mended' : random.of(EDITS)
    if (edit === 'mended') await this.write()
    else this.#spoil(edit, random)
    this.isGood = (this.isGood && GOOD.includes(edit)) || edit === 'mended'
    return edit
  }

  #spoil(edit: (typeof EDITS)[number], random: Random): void {
    const cut = (text: string): string => text.slice(0, Math.floor(text.length * (0.2 + 0.6 * random.next())))
    const people = 350 + random.below(100)
    const changes: Record<typeof edit, () => void> = {
      // The second row: the first is an example of city.yaml.
      numbers: () =>
        this.#change('sources/profil.csv', (text) =>
          text.replace(/^((?:.*\n){2}(?:[^;\n]*;){5})\d+/, (_, before: string) => `${before}${people}`),
        ),
      title: () =>
        this.#change('city.yaml', (text) =>
          text.replace(/en: Clean City.*/, `en: Clean City ${this.#edits}`),
        ),
      'cut source': () => this.#change('sources/zones.geojson', cut),
      noise: () =>
        this.#change('sources/profil.csv', () =>
          Array.from({ length: 400 }, () => String.fromCharCode(random.below(256))).join(''),
        ),
      'removed source': () => {
        const gone = random.of(['sk.csv', 'rt.geojson', 'lampiran.csv'])
        rmSync(join(this.workspace, 'sources', gone), { force: true })
      },
      'broken city.yaml': () => this.#change('city.yaml', (text) => `${text}\nsources: [`),
      'zones gone': () =>
        this.#change('sources/zones.geojson', (text) => {
          const lines = text.split('\n')
          return lines.length < 6
            ? text
            : [...lines.slice(0, 3), lines[3]!.replace(/,$/, ''), ']}'].join('\n')
        }),
    }
    changes[edit]()
  }

  #change(path: string, change: (text: string) => string): void {
    const file = join(this.workspace, path)
    try {
      writeFileSync(file, change(readFileSync(file, 'utf8')))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}
