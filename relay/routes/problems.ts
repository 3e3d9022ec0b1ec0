import { problemCodes, problemStatus, problemWords } from '../../policy/problem.ts';
import { roomHeaders } from '../middleware/headers.ts';
import { problemsPage } from '../room/page.ts';

/** Where the `type` of every problem leads: each code, what it says, and what to do. */
export function problems(): Response {
  const page = problemsPage(
    problemCodes.map((code) => ({
      code,
      status: problemStatus[code],
      fr: problemWords(code, 'fr'),
      en: problemWords(code, 'en'),
    })),
  );
  return new Response(page, { headers: { ...roomHeaders, 'content-type': 'text/html; charset=utf-8' } });
}
