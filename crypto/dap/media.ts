/** DAP §9.1: one media type, told apart by its parameter. Those that our two aggregators and wallets speak. */
export type DapMessage =
  | 'upload-req'
  | 'upload-errors'
  | 'hpke-config-list'
  | 'aggregation-job-init-req'
  | 'aggregation-job-resp'
  | 'aggregate-share-req'
  | 'aggregate-share';

export const dapMediaKind = 'application/ppm-dap';

export const dapMedia = (message: DapMessage): string => `${dapMediaKind};message=${message}`;
