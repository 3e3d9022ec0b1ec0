import { writeHpkeConfigs } from '../../crypto/dap/hpke-config.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readMessage } from '../middleware/body.ts';
import { DapFault, dapAnswer } from '../middleware/dap-problem.ts';
import { DoorFault } from '../middleware/fault.ts';
import { dataHeaders } from '../middleware/headers.ts';

/** DAP §4.4.2: the answer leaves once every report that it does not name is on the disk. */
export async function uploadReports(house: House, request: Request, task: string): Promise<Response> {
  const body = await readMessage(request, 'upload-req', { bytes: routes.uploadReports.limitBytes });
  const taken = await house.leader?.upload(task, body);
  if (taken === undefined) throw new DapFault('unrecognizedTask', 'expected a task of this leader');
  if (taken.errors !== undefined) return dapAnswer('upload-errors', taken.errors);
  return new Response(null, { headers: dataHeaders });
}

/** DAP §4.4.1. A wallet does not ask: it seals to what the aggregators’ signed labels say. */
export function readHpkeConfigs(house: House): Response {
  const configs = house.leader?.configs() ?? [];
  if (configs.length === 0) throw new DoorFault('study-unknown', 'this relay carries no study now');
  return dapAnswer('hpke-config-list', writeHpkeConfigs(configs), { 'cache-control': 'max-age=3600' });
}
