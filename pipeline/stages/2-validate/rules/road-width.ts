import { thresholdOf } from '../catalogue.ts'
import type { Judge } from '../judge.ts'

/** ROAD_WIDTH: a road wider than roads are; net areas would lose the ground. Drains may be as wide as rivers. */
export const checkRoadWidth: Judge = ({ row, report, catalogue }) => {
  const { kind, width_m } = row
  if (kind !== 'road' || typeof width_m !== 'number') return
  const limit_m = thresholdOf(catalogue, 'ROAD_WIDTH')
  if (width_m <= limit_m) return
  report({
    code: 'ROAD_WIDTH',
    field: 'width_m',
    got: `${width_m} m`,
    expected: `<= ${limit_m} m`,
    message: {
      id: `Lebar jalan ${String(width_m).replace('.', ',')} m, lebih dari ${limit_m} m; mungkin dalam sentimeter.`,
      en: `The road is ${width_m} m wide, more than ${limit_m} m; perhaps the value is in centimetres.`,
    },
  })
}
