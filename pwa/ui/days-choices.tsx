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
      title={say('relatives.long')}
      options={periodDays.map((value) => ({ value: String(value), said: say(`relatives.days.${value}`) }))}
      chosen={days === null ? null : String(days)}
      onChoose={(value) => onChoose(periodDays.find((known) => String(known) === value) ?? 1)}
    />
  );
}
