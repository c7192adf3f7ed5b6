import { Field, formatSats } from '@istsi/ui';
import { messages } from '../messages.ts';
import { formatUnits, parseUnits, type Unit } from './units.ts';

export interface UnitsFieldProps {
  unit: Unit;
  text: string;
  onText: (text: string) => void;
  /** The most that there is to give. */
  most: bigint;
  isAsked: boolean;
}

const say = messages.exchange;

export function UnitsField({ unit, text, onText, most, isAsked }: UnitsFieldProps) {
  const parsed = parseUnits(text, unit);
  const isWrong = isAsked || (text !== '' && !(!parsed.ok && parsed.problem === 'zero'));
  const problem = !parsed.ok
    ? say.problems[parsed.problem](unit.places)
    : parsed.units > most
      ? messages.amountProblems.over
      : undefined;
  const inSats = parsed.ok && unit.isBitcoin ? messages.inSats(formatSats(parsed.units)) : undefined;
  return (
    <Field
      label={say.give(unit.symbol)}
      value={text}
      onText={onText}
      inputMode="decimal"
      placeholder={unit.isBitcoin ? '0.00000000' : '0.00'}
      autoFocus
      hint={inSats ?? say.have(formatUnits(most, unit))}
      problem={isWrong ? problem : undefined}
      after={<span className="soft small">{unit.symbol}</span>}
    />
  );
}
