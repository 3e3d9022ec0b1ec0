import { type PeriodDays, periodDays } from '../../policy/period.ts';
import { say } from '../words/lookup.ts';
import { Choices } from './choices.tsx';

/** For how long somebody may help. */
export function DaysChoices({
  days,
  onChoose,
}: {
  readonly days: PeriodDays | null;
  readonly onChoose: (days: PeriodDays) => void;
}) {
  return (
    <Choices
      name="help-days"
      title={say('mandate.long')}
      options={periodDays.map((value) => ({ value: String(value), said: say(`mandate.days.${value}`) }))}
      chosen={days === null ? null : String(days)}
      onChoose={(value) => onChoose(periodDays.find((known) => String(known) === value) ?? 1)}
    />
  );
}
