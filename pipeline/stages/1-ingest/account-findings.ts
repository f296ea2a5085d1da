import type { Source } from '../../city.ts'
import { sourceColumns } from '../../mapping/mapping.ts'
import type { ReaderFinding, SourceLayer } from '../../readers/types.ts'
import type { TableSchema } from '../../store/index.ts'

/** What happened to the file as a whole. */
export function accountFindings(source: Source, layer: SourceLayer, schema: TableSchema): ReaderFinding[] {
  const findings: ReaderFinding[] = []
  if (layer.deleted > 0) {
    findings.push({
      code: 'SHP_DELETED_ROWS',
      record: null,
      field: null,
      got: String(layer.deleted),
      message: {
        id: `${layer.deleted} rekaman bertanda hapus dihitung dan tidak dipakai.`,
        en: `${layer.deleted} records marked as deleted were counted and not used.`,
      },
    })
  }
  if (layer.encoding.how === 'detected' && layer.encoding.sample !== undefined) {
    // The sample is a word of some cell: where columns are personal it could be a name.
    const isPersonal = schema.columns.some((column) => column.privacy !== 'public')
    const sample = isPersonal ? '' : ` "${layer.encoding.sample}"`
    findings.push({
      code: 'ENCODING_DETECTED',
      record: null,
      field: null,
      got: layer.encoding.name,
      message: {
        id: `Penyandian teks dikenali dari isinya: ${layer.encoding.name}${sample}.`,
        en: `The text encoding was detected from the content: ${layer.encoding.name}${sample}.`,
      },
    })
  }
  const used = new Set([...sourceColumns(source).map((c) => c.column), ...(source.ignore ?? [])])
  if (source.geometry) for (const column of Object.values(source.geometry)) used.add(column)
  const unused = layer.fields.filter((field) => !used.has(field))
  if (unused.length > 0) {
    findings.push({
      code: 'COLUMN_UNMAPPED',
      record: null,
      field: null,
      got: unused.join(', ').slice(0, 300),
      message: {
        id: `${unused.length} kolom sumber tidak dipetakan dan tidak dibaca.`,
        en: `${unused.length} source columns are not mapped and were not read.`,
      },
    })
  }
  return findings
}
