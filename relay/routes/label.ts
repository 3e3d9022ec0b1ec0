import { type FollowUp, readLabel } from '../../policy/label.ts';
import type { SplitRecord } from '../../policy/record.ts';
import { routes } from '../../policy/routes.ts';
import type { House } from '../house.ts';
import { readJson, requireRecord } from '../middleware/body.ts';
import { DoorFault } from '../middleware/fault.ts';
import { partySkewMs, readSigned, requireRecent, requireSignature } from '../middleware/signed.ts';
import { keepPublic } from './keep-public.ts';
import { isReleased } from './study.ts';

/** The régie admits a party (docs/decisions/0005): its signed word is the only way in. */
export async function keepLabel(house: House, request: Request): Promise<Response> {
  const record = requireRecord(await readJson(request, { bytes: routes.keepLabel.limitBytes }));
  return keepLabelText(house, record);
}

export async function keepLabelText(house: House, record: unknown): Promise<Response> {
  const nowMs = house.now();
  const split = readSigned(record, 'label');
  const label = readLabel(split.body);
  if (label.kind === 'followed-up') return keepFollowUp(house, split, label, record as string);
  if (label.kind !== 'admitted') throw new DoorFault('record-invalid', 'expected a label that admits');
  requireRecent(label.at, nowMs, { pastMs: partySkewMs, futureMs: partySkewMs });
  await house.directory.refresh(nowMs);
  const regie = house.directory.requireOpen(house.regie);
  if (label.by !== regie.id) throw new DoorFault('signature-invalid', 'expected a label of the régie');
  const keys = house.directory.keysNow(regie, 'record', nowMs).map((entry) => entry.key);
  requireSignature(split, keys, house.realm);
  const known = house.directory.requireOpen(label.party);
  if (Date.parse(label.until) <= nowMs) throw new DoorFault('time-stale', 'expected an end that lies ahead');
  if (known.labels.some((entry) => entry.label.id === label.id)) {
    throw new DoorFault('record-exists', 'this label is known already');
  }
  return keepPublic(house, { type: 'label', party: label.party, text: record as string });
}

const followUps = { perSecond: 0.01, burst: 20 };

/** What became of a study, by those who asked for it, once its numbers are out. */
async function keepFollowUp(
  house: House,
  split: SplitRecord,
  label: FollowUp,
  text: string,
): Promise<Response> {
  const nowMs = house.now();
  requireRecent(label.at, nowMs, { pastMs: partySkewMs, futureMs: partySkewMs });
  await house.directory.refresh(nowMs);
  const known = house.studies.require(label.study);
  if (label.by !== known.study.by)
    throw new DoorFault('signature-invalid', 'expected the party that asked for the study');
  const asker = house.directory.requireOpen(label.by);
  const keys = house.directory.keysNow(asker, 'record', nowMs).map((entry) => entry.key);
  requireSignature(split, keys, house.realm);
  if (!isReleased(known, nowMs))
    throw new DoorFault('release-later', 'expected a study whose release is out');
  if (known.followUps.some(({ said }) => said.id === label.id))
    throw new DoorFault('record-exists', 'this label is known already');
  house.limits.take(`follow-up ${asker.id}`, followUps);
  return keepPublic(house, { type: 'label', party: label.by, text });
}
