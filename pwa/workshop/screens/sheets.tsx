import type { ComponentType } from 'preact';
import { Button } from '../../ui/button.tsx';
import { Title } from '../../ui/frame.tsx';
import { LinkCard } from '../../ui/link-card.tsx';
import { say, type Word } from '../../words/lookup.ts';
import { ActingSheet } from './acting-sheet.tsx';
import { FirstCards, FurtherCards } from './card-sheet.tsx';
import { FeedbackSheet } from './feedback-sheet.tsx';
import { Lost } from './lost.tsx';
import { ParticipantSheet } from './participant-sheet.tsx';
import { PlanSheet } from './plan-sheet.tsx';

/** By the last piece of the address; each has a title and a reason in the words. */
const sheets: Readonly<Record<string, { readonly word: SheetWord; readonly Sheet: ComponentType }>> = {
  participant: { word: 'participant', Sheet: ParticipantSheet },
  plan: { word: 'plan', Sheet: PlanSheet },
  avis: { word: 'feedback', Sheet: FeedbackSheet },
  'premiers-pas': { word: 'first', Sheet: FirstCards },
  'plus-loin': { word: 'further', Sheet: FurtherCards },
  aider: { word: 'acting', Sheet: ActingSheet },
};
type SheetWord = 'participant' | 'plan' | 'feedback' | 'first' | 'further' | 'acting';

export function Sheets({ piece }: { readonly piece: string }) {
  if (piece === '') return <SheetList />;
  const known = Object.hasOwn(sheets, piece) ? sheets[piece] : undefined;
  if (known === undefined) return <Lost />;
  const { word, Sheet } = known;
  return (
    <main id="page">
      <Title>{say(`workshop.sheet.${word}` as Word)}</Title>
      <div class="acts noprint">
        <Button act="print" look="full" icon="print" onPress={() => globalThis.print()}>
          {say('workshop.sheet.print')}
        </Button>
        <a class="button" href="/fiches" data-act="all-sheets">
          {say('workshop.sheets')}
        </a>
      </div>
      <article class="a4" data-sheet={piece}>
        <Sheet />
      </article>
    </main>
  );
}

function SheetList() {
  return (
    <main id="page">
      <Title>{say('workshop.sheets')}</Title>
      <p class="lead">{say('workshop.sheets.lead')}</p>
      <div class="two">
        {Object.entries(sheets).map(([piece, { word }]) => (
          <LinkCard
            key={piece}
            href={`/fiches/${piece}`}
            icon="print"
            act={`sheet-${piece}`}
            title={say(`workshop.sheet.${word}` as Word)}
            why={say(`workshop.sheet.${word}.why` as Word)}
          />
        ))}
      </div>
    </main>
  );
}
