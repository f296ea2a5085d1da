/**
 * Works of the sample city as their table has them: those the map draws, one of which names no zone, and two rows of one work
 * without a point that only an RT leads to.
 */
export const WORKS_TABLES: Record<string, string> = {
  interventions: `intervention_id,activity,zone_id,kawasan,rt_id,kelurahan_code,rt_rw,criterion,volume,unit,cost_idr,fund_source,year,source_id,source_row
w0,Jalan Beton,,,,,,,760.5,m,3800000000,APBN,2022,zones,41
w1,Drainase Lingkungan,99.01-K01,,,,,,310,m,620000000,APBD,2023,zones,42
w2,Rehab Rumah Tidak Layak Huni,99.01-K02,,,,,,21,unit,346500000,APBD,2022,zones,43
w3,Gerobak Sampah,,,99.01.01.1007/RT002-RW001,,,6a,4,KK,,,2021,zones,44
w4,Gerobak Sampah,,,99.01.01.1007/RT002-RW001,,,6b,4,KK,,,2021,zones,45
`,
  rt_units: `rt_id,vintage,zone_id,kawasan,source_id,source_row
99.01.01.1007/RT001-RW001,2021,99.01-K01,Pantai Utara,zones,51
99.01.01.1007/RT002-RW001,2021,99.01-K01,Pantai Utara,zones,52
99.01.01.1004/RT001-RW002,2021,99.01-K02,Kampung Nelayan,zones,53
`,
}
