import { inLanguage, say } from '../../words/lookup.ts';
import { actingFor } from '../content/sheets.ts';
import { SheetHead } from './sheet-head.tsx';

export function ActingSheet() {
  return (
    <>
      <SheetHead title={say('workshop.sheet.acting')} />
      <p class="band">{say('workshop.sheet.not-true')}</p>
      <ol class="play">
        {actingFor.map(({ who, text }) => (
          <li key={text.fr} data-who={who}>
            {who !== 'note' && <b>{say(`workshop.sheet.${who}`)}</b>}
            <p>{inLanguage(text)}</p>
          </li>
        ))}
      </ol>
    </>
  );
}
