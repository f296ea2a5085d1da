import type { Text } from '../../../store/index.ts'
import type { ReleaseContents } from './release-contents.ts'

/** What catalogues know the releases of a city by, of whichever format: the same in all of them. */
export function releaseSeriesId({ city }: { city: { name: string } }): string {
  return `petakumuh-${city.name}`
}

/** What it holds, of which decree, and whether any of it is synthetic. */
export function releaseDescription({ city, decree }: ReleaseContents): Text {
  const of: Text =
    decree === null
      ? {
          id: 'Lokasi, luas, kepadatan dan nilai kekumuhan',
          en: 'Locations, areas, densities and slum scores',
        }
      : {
          id: `Lokasi kumuh menurut ${decree.title ?? decree.number}: luas, kepadatan, nilai kekumuhan dan penanganan`,
          en: `Slum locations of decree ${decree.number}: areas, densities, slum scores and treatment`,
        }
  return city.synthetic === null
    ? { id: `${of.id}.`, en: `${of.en}.` }
    : { id: `${of.id}. ${city.synthetic.id}`, en: `${of.en}. ${city.synthetic.en}` }
}

export function releaseKeywords({ city }: ReleaseContents): Text[] {
  return [
    { id: 'permukiman kumuh', en: 'slums' },
    { id: 'perumahan dan kawasan permukiman', en: 'housing and settlements' },
    { id: 'surat keputusan kumuh', en: 'slum decree' },
    city.title,
  ]
}
