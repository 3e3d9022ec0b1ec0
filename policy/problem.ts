/**
 * What a door of the relay says when it refuses a call: RFC 9457, with a stable code, a sentence in French and in
 * English, and what to do. One list for every door, so that a wallet or an integrator meets a problem once.
 */
import { backupProblems } from './problem/backup.ts';
import { callProblems } from './problem/call.ts';
import { conditionProblems } from './problem/condition.ts';
import { grantProblems } from './problem/grant.ts';
import { mandateProblems } from './problem/mandate.ts';
import { partyProblems } from './problem/party.ts';
import { recordProblems } from './problem/record.ts';
import { requestProblems } from './problem/request.ts';
import { studyProblems } from './problem/study.ts';
import { threadProblems } from './problem/thread.ts';
import { workshopProblems } from './problem/workshop.ts';
import type { Lang, LangText } from './record.ts';

const problemText = {
  ...callProblems,
  ...recordProblems,
  ...partyProblems,
  ...requestProblems,
  ...grantProblems,
  ...mandateProblems,
  ...threadProblems,
  ...studyProblems,
  ...conditionProblems,
  ...backupProblems,
  ...workshopProblems,
};

export type ProblemCode = keyof typeof problemText;

/** Code and HTTP status. Only `relay-unready` and `relay-failed` are the relay's own fault, `helper-absent` its neighbour's. */
export const problemStatus = {
  'body-malformed': 400,
  'body-invalid': 400,
  'body-oversize': 413,
  'content-type-unsupported': 415,
  'path-unknown': 404,
  'method-unsupported': 405,
  'rate-exceeded': 429,
  'relay-unready': 503,
  'relay-failed': 500,
  'secret-carried': 400,
  'record-invalid': 400,
  'record-exists': 409,
  'record-conflict': 409,
  'record-unknown': 404,
  'signature-missing': 401,
  'signature-invalid': 401,
  'digest-invalid': 400,
  'key-unknown': 401,
  'request-replayed': 409,
  'time-stale': 400,
  'time-future': 400,
  'party-unknown': 404,
  'party-closed': 403,
  'party-not-admitted': 403,
  'role-reserved': 403,
  'client-invalid': 401,
  'declaration-unknown': 404,
  'declaration-closed': 409,
  'declaration-incomplete': 422,
  'notice-short': 422,
  'change-unreported': 422,
  'export-unknown': 404,
  'rules-unknown': 404,
  'rules-invalid': 422,
  'request-invalid': 400,
  'request-unsigned': 400,
  'request-expired': 410,
  'scope-widened': 403,
  'handle-unknown': 404,
  'handle-claimed': 409,
  'handle-used': 409,
  'handle-expired': 410,
  'room-closed': 410,
  'code-wrong': 400,
  'code-expired': 410,
  'code-used': 409,
  'grant-unknown': 404,
  'grant-ended': 409,
  'mailbox-other': 403,
  'mandate-unknown': 404,
  'mandate-over': 403,
  'mandate-outside': 403,
  'handover-forked': 409,
  'key-replaced': 409,
  'envelope-conflict': 409,
  'calculation-unknown': 404,
  'thread-unknown': 404,
  'thread-closed': 409,
  'thread-full': 409,
  'act-misplaced': 409,
  'answer-incomplete': 422,
  'target-unknown': 404,
  'stamp-short': 403,
  'log-absent': 404,
  'condition-unknown': 404,
  'condition-open': 409,
  'condition-met': 409,
  'condition-closed': 409,
  'yes-unknown': 403,
  'study-unknown': 404,
  'study-early': 409,
  'study-closed': 409,
  'study-operators': 422,
  'helper-absent': 503,
  'release-later': 404,
  'withdrawal-late': 409,
  'account-unknown': 404,
  'token-given': 409,
  'token-invalid': 403,
  'token-spent': 409,
  'budget-short': 403,
  'enrolment-required': 403,
  'enrolment-closed': 404,
  'enrolment-given': 409,
  'code-unknown': 404,
  'backup-unknown': 404,
  'backup-behind': 409,
  'meeting-taken': 409,
  'meeting-over': 410,
  'workshop-unknown': 404,
  'workshop-full': 409,
} as const satisfies Record<ProblemCode, number>;

export const problemCodes = Object.keys(problemStatus) as ProblemCode[];

export interface Problem {
  /** A reference to the page that tells more; the code stands at its end. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  /** For developers: what was expected. Never a found value. */
  readonly detail?: string;
  readonly fr: string;
  readonly en: string;
  readonly todo: LangText;
}

export function problemOf(code: ProblemCode, detail?: string): Problem {
  const { fr, en, todo } = problemText[code];
  return {
    type: `/problems#${code}`,
    title: code.replaceAll('-', ' '),
    status: problemStatus[code],
    code,
    ...(detail === undefined ? {} : { detail }),
    fr,
    en,
    todo,
  };
}

/** The sentence and the advice in one language, as a screen shows them. */
export function problemWords(
  code: ProblemCode,
  lang: Lang,
): { readonly said: string; readonly todo: string } {
  const { todo, ...said } = problemText[code];
  return { said: said[lang], todo: todo[lang] };
}

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problemStatus, code);
