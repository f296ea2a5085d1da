import type { Gate } from './drift.ts'

/** A gate as a line for a person: old, new, change, limit, and which features. */
export function gateLine({ gate, subject, old, new: now, change, limit, unit, ids, beyond }: Gate): string {
  const within = `limit ${limit}${unit === '%' ? ' %' : ''}`
  const named = beyond && ids.length > 0 ? `: ${ids.join(', ')}` : ''
  const signed = change !== null && change > 0 ? `+${change}` : `${change}`
  switch (gate) {
    case 'not_comparable':
      return `${subject}: not comparable, ${old}`
    case 'decree':
      return `${subject}: ${old ?? 'none'} -> ${now ?? 'none'}; what else changed may follow from it`
    case 'layer_gone':
      return `${subject}: ${old} features -> none, the whole layer is gone${named}`
    case 'features':
      return `${subject}: ${old} features -> ${now}, ${signed} % (${within})`
    case 'ids_gone': {
      const gone = (old as number) - (now as number)
      return `${subject}: ${gone} of ${old} ids gone${unit === '%' ? `, ${signed} %` : ''} (${within})${named}`
    }
    case 'area':
      return `${subject}: ${hectares(old)} -> ${hectares(now)}, ${signed} % (${within})`
    case 'table_gone':
      return `${subject}: ${old} rows -> none, the whole table is gone`
    case 'table_rows':
      return `${subject}: ${old} rows -> ${now}, ${signed} % (${within})`
    case 'source_rows':
      return `source ${subject}: ${old} rows accepted -> ${now}, ${signed} % (${within})`
    case 'class_changes':
      return `${subject}: ${(old as number) - (now as number)} of ${old} changed, ${signed} % (${within})${named}`
  }
}

function hectares(value: number | string | null): string {
  return typeof value === 'number' ? `${value.toFixed(2)} ha` : 'none'
}
