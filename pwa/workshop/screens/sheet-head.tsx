import { Mark } from '../../ui/mark.tsx';
import { say } from '../../words/lookup.ts';

export function SheetHead({ title }: { title: string }) {
  return (
    <header class="sheet-head">
      <Mark size={26} />
      <span>{say('app.name')}</span>
      <b>{title}</b>
    </header>
  );
}
